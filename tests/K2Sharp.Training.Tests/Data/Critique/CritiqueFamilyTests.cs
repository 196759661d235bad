using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.Critique;

public sealed class CritiqueFamilyTests
{
    private readonly CritiqueFamily _family = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_teacher_passes(bool heldOut) => FamilyChecks.TeacherPasses(_family, heldOut ? Split.HeldOut : Split.Train);

    [Fact]
    public void The_same_seed_gives_the_same_bytes() => FamilyChecks.SameSeedSameBytes(_family);

    [Fact]
    public void Prompts_vary() => Assert.True(FamilyChecks.DifferentPrompts(_family) > 280);

    [Fact]
    public void Both_letters_are_equally_often_right() =>
        Assert.InRange(Tasks(Split.Train, 400).Count(task => task.IsABetter), 160, 240);

    [Fact]
    public void Every_thought_shows_how_it_got_there()
    {
        foreach (CritiqueTask task in Tasks(Split.Train, 1000))
        {
            string letter = task.IsABetter ? "A" : "B";
            Assert.Contains(" A: ", task.Thought, StringComparison.Ordinal);
            Assert.Contains(" B: ", task.Thought, StringComparison.Ordinal);
            Assert.EndsWith($" {letter}.", task.Thought, StringComparison.Ordinal);
            Assert.Equal(letter + ".", task.Teach(task.Opening).Content);
        }
    }

    [Fact]
    public void Documents_stay_short()
    {
        int[] lengths = [.. Tasks(Split.Train, 1000).Select(task => task.Opening[0].Text.Length + task.Thought.Length)];
        Assert.InRange(lengths.Average(), 200, 420);
        Assert.True(lengths.Max() < 800, $"{lengths.Max()} characters");
        Assert.All(Tasks(Split.Train, 300), task => Assert.Equal("user", Assert.Single(task.Opening).Role));
    }

    [Fact]
    public void All_kinds_of_faults_occur()
    {
        string[] thoughts = [.. Tasks(Split.Train, 3000).Select(task => task.Thought)];
        string[] marks = [" cut.", " long.", "yes wrong", "no wrong", "missing wrong", "equal wrong", "smaller wrong", "bigger wrong", "I am too wrong"];
        Assert.All(marks, mark => Assert.Contains(thoughts, thought => thought.Contains(mark, StringComparison.Ordinal)));
    }

    [Fact]
    public void Held_out_pairs_of_numbers_never_occur_in_training()
    {
        foreach ((Split split, int count) in new[] { (Split.Train, 1000), (Split.HeldOut, 300) })
        {
            int comparisons = 0;
            foreach (CritiqueTask task in Tasks(split, count))
            {
                DecimalQuestion? question = DecimalRequest.Read(Line(task, 1)["Request: ".Length..]);
                comparisons += question is null ? 0 : 1;
                Assert.True(question is null || question.Pair.Split == split);
            }

            Assert.True(comparisons > count / 2);
        }
    }

    [Fact]
    public void Wrong_episodes_fail()
    {
        foreach (CritiqueTask task in Tasks(Split.HeldOut, 100))
        {
            Episode episode = Teaching.Play(task);
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, task.IsABetter ? "B." : "A."));
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, "A or B."));
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, string.Empty));
            FamilyChecks.Fails(episode with { IsComplete = false });
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, episode.Turns[0] with { Reasoning = string.Empty }));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, AssistantTurn.Call("x", new ToolRequest("calculator", "{}")), episode.Turns[0]));
        }
    }

    [Fact]
    public void The_same_pair_as_a_rollout_gets_the_same_thought()
    {
        // Among the draws of both orders is the family's; its thought must be the same again.
        foreach (CritiqueTask task in Tasks(Split.Train, 300))
        {
            string request = Line(task, 1)["Request: ".Length..];
            string[] answers = [Line(task, 2)["A: ".Length..], Line(task, 3)["B: ".Length..]];
            (string passed, string failed) = task.IsABetter ? (answers[0], answers[1]) : (answers[1], answers[0]);
            IEnumerable<CritiqueTask> both = Enumerable.Range(0, 20).Select(seed => CritiqueTask.FromRollouts(request, passed, failed, new TaskRandom((ulong)seed)));
            CritiqueTask same = both.First(other => other.IsABetter == task.IsABetter);
            Assert.Equal(task.Opening[0].Text, same.Opening[0].Text);
            Assert.Equal(task.Thought, same.Thought);
        }
    }

    private static string Line(CritiqueTask task, int index) => task.Opening[0].Text.Split('\n')[index];

    private IEnumerable<CritiqueTask> Tasks(Split split, int count) => FamilyChecks.Draw(_family, split, count).Cast<CritiqueTask>();
}
