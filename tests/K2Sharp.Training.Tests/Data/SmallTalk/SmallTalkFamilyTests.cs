using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.SmallTalk;

namespace K2Sharp.Training.Tests.Data.SmallTalk;

public sealed class SmallTalkFamilyTests
{
    private readonly SmallTalkFamily _family = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_teacher_passes(bool heldOut) => FamilyChecks.TeacherPasses(_family, heldOut ? Split.HeldOut : Split.Train);

    [Fact]
    public void The_same_seed_gives_the_same_bytes() => FamilyChecks.SameSeedSameBytes(_family);

    [Fact]
    public void Prompts_vary() => Assert.True(FamilyChecks.DifferentPrompts(_family) > 250);

    [Fact]
    public void Held_out_requests_never_occur_in_training()
    {
        var trained = FamilyChecks.Draw(_family, Split.Train, 1000).Select(Request).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(FamilyChecks.Draw(_family, Split.HeldOut, 300), task => trained.Contains(Request(task)));
    }

    [Fact]
    public void Every_intent_occurs()
    {
        IEnumerable<TalkIntent> intents = FamilyChecks.Draw(_family, Split.Train).Select(task => ((SmallTalkTask)task).Intent);
        Assert.Equal(Enum.GetValues<TalkIntent>().Length, intents.Distinct().Count());
    }

    [Fact]
    public void What_everybody_begins_with_is_practised_and_changes_nothing_that_is_held_out()
    {
        var everyday = new SmallTalkFamily(everydayShare: 1);
        TrainingTask[] tasks = [.. FamilyChecks.Draw(everyday, Split.Train, 1000)];
        Assert.Equal(TalkPhrases.Everyday.Keys.Order(StringComparer.Ordinal), tasks.Select(Phrase).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(tasks, task => Assert.Equal(TalkPhrases.Everyday[Phrase(task)], ((SmallTalkTask)task).Intent));
        Assert.Equal(FamilyChecks.Draw(_family, Split.HeldOut).Select(Request), FamilyChecks.Draw(everyday, Split.HeldOut).Select(Request));
    }

    [Fact]
    public void What_everybody_begins_with_means_what_its_pattern_does()
    {
        foreach ((string phrase, TalkIntent intent) in TalkPhrases.Everyday)
        {
            var random = new TaskRandom(1);
            Assert.Contains(phrase, Enumerable.Range(0, 100_000).Select(_ => TalkPhrases.Draw(random, intent)));
        }
    }

    [Theory]
    [InlineData("Translate the sun into Greek", true)]
    [InlineData("play a chess game with me", true)]
    [InlineData("what is the capital of france?", false)]
    public void Services_are_told_apart(string request, bool isService) => Assert.Equal(isService, UnknownRequests.IsService(request));

    [Fact]
    public void Patterns_are_filled_in() => Gen.ULong.Sample(seed =>
    {
        string text = UnknownRequests.Draw(new TaskRandom(seed));
        Assert.DoesNotContain(text, letter => letter is '{' or '}' or '|' or '%');
        Assert.NotEmpty(text);
    });

    [Fact]
    public void No_reply_fits_another_intent()
    {
        // Several questions about the model have answers that serve each other; greeting, thanks, goodbye and refusals must not mix.
        TalkIntent[] distinct = [TalkIntent.Greeting, TalkIntent.Thanks, TalkIntent.Goodbye, TalkIntent.Skills, TalkIntent.NoCalculator, TalkIntent.Unknown];
        foreach (TrainingTask task in FamilyChecks.Draw(_family, Split.Train).Where(task => distinct.Contains(((SmallTalkTask)task).Intent)))
        {
            Episode episode = Teaching.Play(task);
            Assert.All(
                distinct.Where(other => other != ((SmallTalkTask)task).Intent),
                other => FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, TalkReply.For(other).Answer)));
        }
    }

    [Fact]
    public void Wrong_episodes_fail()
    {
        foreach (TrainingTask task in FamilyChecks.Draw(_family, Split.HeldOut, 100))
        {
            Episode episode = Teaching.Play(task);
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, "Paris."));
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, string.Empty));
            FamilyChecks.Fails(episode with { IsComplete = false });
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, AssistantTurn.Call("x", new ToolRequest("calculator", "{}")), episode.Turns[0]));
        }
    }

    private static string Request(TrainingTask task) => task.Opening[^1].Text;

    private static string Phrase(TrainingTask task) => Request(task).TrimEnd('?', '.', '!').ToLowerInvariant();
}
