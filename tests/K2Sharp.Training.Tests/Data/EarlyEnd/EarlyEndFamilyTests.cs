using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.EarlyEnd;
using K2Sharp.Training.Tests.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.EarlyEnd;

public sealed class EarlyEndFamilyTests
{
    private readonly EarlyEndFamily _family = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_teacher_passes(bool heldOut) => FamilyChecks.TeacherPasses(_family, heldOut ? Split.HeldOut : Split.Train);

    [Fact]
    public void The_same_seed_gives_the_same_bytes() => FamilyChecks.SameSeedSameBytes(_family);

    [Fact]
    public void Thoughts_are_cut_anywhere()
    {
        string[] thoughts = [.. FamilyChecks.Draw(_family, Split.Train).Select(task => task.ForcedThought!)];
        Assert.InRange(thoughts.Count(thought => thought.Length == 0), 15, 60);
        Assert.InRange(thoughts.Count(thought => thought.EndsWith('.')), 45, 250);
        Assert.Contains(thoughts, thought => thought.EndsWith(':'));
    }

    [Theory]
    [InlineData("which is bigger: 9.11 and 9.9. whole digits: 1 1 =. first:", "9.11", "9.9", false)]
    [InlineData("which is bigger: 9.93 and 9.9. whole digits: 1 1 =.", "9.93", "9.9", true)]
    [InlineData("which is bigger: 9.93 and 9.9. whole digits: 1 1 =. first: 9 9 =. tenths: 9 9 =. hundredths: 3 0 >.", "9.93", "9.9", false)]
    public void A_wrong_answer_passes_only_where_the_truth_was_out_of_reach(string thought, string left, string right, bool passes)
    {
        DecimalQuestion question = DecimalThoughtTests.Question(left, right);
        var task = new CutComparisonTask { Family = "early-end", Question = question, Opening = [ChatMessage.FromUser("?")], ForcedThought = thought };
        Episode wrong = FamilyChecks.WithAnswer(Teaching.Play(task), $"{question.Loser.Text} is bigger than {question.Winner.Text}.");
        Assert.Equal(passes, task.Judge(wrong).Passed);
        FamilyChecks.Fails(FamilyChecks.WithAnswer(wrong, "I need more time."));
    }

    [Fact]
    public void Wrong_episodes_fail()
    {
        foreach (TrainingTask task in FamilyChecks.Draw(_family, Split.HeldOut, 100))
        {
            Episode episode = Teaching.Play(task);
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, "It is 77.77."));
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, string.Empty));
            FamilyChecks.Fails(episode with { IsComplete = false });
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, AssistantTurn.Call("x", new ToolRequest("calculator", "{}")), episode.Turns[0]));
        }
    }
}
