using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;

namespace K2Sharp.Training.Tests.Data.Chases;

public sealed class ToolErrorsFamilyTests
{
    [Fact]
    public void The_teacher_passes_the_judge() => FamilyChecks.CheckTeacher(new ToolErrorsFamily());

    [Fact]
    public void Wrong_episodes_fail() => FamilyChecks.CheckJudge(new ToolErrorsFamily());

    [Fact]
    public void Every_way_to_fail_comes_up_and_is_told()
    {
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 400; seed++)
        {
            Episode episode = FamilyChecks.Play(new ToolErrorsFamily(), seed);
            Chase chase = ((ChaseTask)episode.Task).Chase;
            string end = chase.Timeouts.Values.Any(count => count > 3) ? "Timed out" : chase.LastIsMissing ? "Not found" : "Last key";
            Assert.Contains(end, episode.Answer, StringComparison.Ordinal);
            string kind = end + (chase.Timeouts.Count > 0 ? " after time-outs" : string.Empty);
            ends[kind] = ends.GetValueOrDefault(kind) + 1;
        }

        Assert.Equal(5, ends.Count);
        Assert.All(ends.Values, count => Assert.True(count > 10, string.Join(' ', ends)));
    }

    [Fact]
    public void A_timed_out_call_is_made_again_with_the_count_of_time_outs()
    {
        Chase chase = ChaseMaker.Draw(new TaskRandom(4), Split.Train, 2) with { CodeWord = "amber" };
        chase = chase with { Timeouts = new Dictionary<string, int>(StringComparer.Ordinal) { [chase.Keys[1]] = 2 } };
        Episode episode = Teaching.Play(ChaseMaker.Whole(new TaskRandom(5), Split.Train, "tool-errors", chase));
        Assert.Equal(
            [
                $"amber: {chase.Keys[0]}.", $"amber 0: {chase.Keys[1]}.", $"amber 1: timeout 1, again {chase.Keys[1]}.",
                $"amber 2: timeout 2, again {chase.Keys[1]}.", $"amber 3: end, last {chase.Keys[1]}. calls 4.",
            ],
            episode.Turns.Select(turn => turn.Reasoning));
        Assert.Equal($"Code word: amber. Last key: {chase.Keys[1]}. Calls: 4.", episode.Answer);
    }
}
