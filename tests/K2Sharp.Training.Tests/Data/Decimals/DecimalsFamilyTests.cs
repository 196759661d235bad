using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.Decimals;

public sealed class DecimalsFamilyTests
{
    private readonly DecimalsFamily _family = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_teacher_passes(bool heldOut) => FamilyChecks.TeacherPasses(_family, heldOut ? Split.HeldOut : Split.Train);

    [Fact]
    public void The_same_seed_gives_the_same_bytes() => FamilyChecks.SameSeedSameBytes(_family);

    [Fact]
    public void Prompts_vary() => Assert.True(FamilyChecks.DifferentPrompts(_family) > 295);

    [Fact]
    public void Held_out_pairs_never_occur_in_training() => Gen.ULong.Sample(
        seed =>
        {
            DecimalQuestion question = DecimalQuestions.Draw(new TaskRandom(seed), Split.Train);
            Assert.Equal(Split.Train, Splits.Of(question.Pair.Key));
            Assert.NotEqual("9.11|9.9", question.Pair.Key);
        },
        iter: 2000);

    [Theory]
    [InlineData("9.11", "9.9")]
    [InlineData("9.9", "9.11")]
    public void The_famous_pair_is_held_out(string left, string right) =>
        Assert.Equal(Split.HeldOut, DecimalThoughtTests.Question(left, right).Pair.Split);

    [Fact]
    public void The_prompt_names_both_numbers_in_order() => Gen.ULong.Sample(
        seed =>
        {
            DecimalQuestion question = DecimalQuestions.Draw(new TaskRandom(seed), Split.Train);
            int left = question.Prompt.IndexOf(question.Pair.Left.Magnitude, StringComparison.Ordinal);
            int right = question.Prompt.LastIndexOf(question.Pair.Right.Magnitude, StringComparison.Ordinal);
            Assert.True(left >= 0 && left < right, question.Prompt);
        },
        iter: 1000);

    [Fact]
    public void Numbers_of_every_kind_occur()
    {
        DecimalPair[] pairs = [.. FamilyChecks.Draw(_family, Split.Train).Select(task => ((DecimalTask)task).Question.Pair)];
        Assert.InRange(pairs.Count(pair => pair.Order == 0), 10, 50);
        Assert.InRange(pairs.Count(pair => pair.Left.IsNegative || pair.Right.IsNegative), 15, 60);
        Assert.InRange(pairs.Count(pair => !pair.DiffersEarly && pair.Order != 0), 30, 150);
        Assert.Contains(pairs, pair => pair.Left.Fraction.Length == 0 && pair.Right.Fraction.Length > 0);
    }

    [Fact]
    public void Wrong_episodes_fail()
    {
        foreach (TrainingTask task in FamilyChecks.Draw(_family, Split.HeldOut, 100))
        {
            Episode episode = Teaching.Play(task);
            DecimalQuestion question = ((DecimalTask)task).Question;
            DecimalQuestion turned = question with { Pair = new DecimalPair(question.Pair.Right, question.Pair.Left) };
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, $"{question.Loser.Text} is {question.Word} than {question.Winner.Text}."));
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, episode.Answer.Replace(question.Winner.Text, "77.77", StringComparison.Ordinal)));
            FamilyChecks.Fails(episode with { IsComplete = false });
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, AssistantTurn.Call("x", new ToolRequest("calculator", "{}")), episode.Turns[0]));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, episode.Turns[0] with { Reasoning = string.Empty }));
            if (question.IsYesNo && !question.IsTie)
            {
                FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, DecimalAnswer.Text(turned)));
            }
        }
    }
}
