using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;

namespace K2Sharp.Training.Tests.Data.Chases;

public sealed class ChaseStateFamilyTests
{
    [Fact]
    public void The_teacher_passes_the_judge() => FamilyChecks.CheckTeacher(new ChaseStateFamily());

    [Fact]
    public void Wrong_episodes_fail() => FamilyChecks.CheckJudge(new ChaseStateFamily(), 150);

    [Theory]
    [InlineData(0, 7, "0+7, 0+7=7, sum 7")]
    [InlineData(318, 7, "318+7, 8+7=15, sum 325")]
    [InlineData(398, 2, "398+2, 8+2=10, sum 400")]
    public void A_sum_is_spelled_out(int sum, int value, string thought) => Assert.Equal(thought, RunningSum.Instance.Explain(sum, value));

    [Theory]
    [InlineData(0, 71, "00 or 71, 0 7 <, max 71")]
    [InlineData(54, 57, "54 or 57, 5 5 =, 4 7 <, max 57")]
    [InlineData(82, 28, "82 or 28, 8 2 >, max 82")]
    [InlineData(33, 33, "33 or 33, 3 3 =, 3 3 =, max 33")]
    public void A_maximum_is_spelled_out(int max, int value, string thought) => Assert.Equal(thought, RunningMaximum.Instance.Explain(max, value));

    [Fact]
    public void The_answer_is_the_state_over_all_values()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            Episode episode = FamilyChecks.Play(new ChaseStateFamily(ChaseLengths.Exactly(40)), seed);
            Chase chase = ((ChaseTask)episode.Task).Chase;
            string end = chase.State is RunningSum ? $"Sum: {chase.Values.Sum()}." : $"Max: {chase.Values.Max()}.";
            Assert.EndsWith(end, episode.Answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_thought_goes_on_from_the_state_of_the_one_before()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            Episode episode = FamilyChecks.Play(new ChaseStateFamily(ChaseLengths.Short, cropShare: 1), seed);
            CarriedState state = ((ChaseTask)episode.Task).Chase.State!;
            string[] thoughts = [.. episode.Messages.Where(message => message.ReasoningContent is not null).Select(message => message.ReasoningContent!)];
            for (int i = 1; i < thoughts.Length; i++)
            {
                string before = thoughts[i - 1].Split($"{state.Name} ")[^1].Split('.')[0];
                Assert.Contains($": {before}{(state is RunningSum ? "+" : " or ")}", thoughts[i], StringComparison.Ordinal);
            }
        }
    }
}
