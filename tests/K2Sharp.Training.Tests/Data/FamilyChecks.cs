using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

/// <summary>What holds for every family's tasks: shared by the families' tests.</summary>
internal static class FamilyChecks
{
    public const int Tasks = 300;

    public static IEnumerable<TrainingTask> Draw(ITaskFamily family, Split split, int count = Tasks)
    {
        for (int seed = 0; seed < count; seed++)
        {
            yield return family.Create(new TaskRandom((ulong)seed * 7919 + 1), split);
        }
    }

    /// <summary>The teacher's play passes its judge, thinks in every turn, and is plain ASCII.</summary>
    public static void TeacherPasses(ITaskFamily family, Split split)
    {
        foreach (TrainingTask task in Draw(family, split))
        {
            Episode episode = Teaching.Play(task);
            Verdict verdict = task.Judge(episode);
            Assert.True(verdict.Passed, $"{verdict.Why}: {Show(episode)}");
            Assert.Equal(family.Name, task.Family);
            Assert.All(episode.Turns, turn =>
            {
                Assert.True(task.ForcedThought is not null || turn.Reasoning.Length > 0, "a turn without a thought");
                Assert.False(turn.Reasoning.EndsWith('\n'));
                Assert.All(turn.Reasoning + turn.Content, letter => Assert.True(char.IsAscii(letter)));
            });
            Assert.EndsWith(".", episode.Answer, StringComparison.Ordinal);
        }
    }

    public static void SameSeedSameBytes(ITaskFamily family)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            string first = Show(Teaching.Play(family.Create(new TaskRandom(seed), Split.Train)));
            Assert.Equal(first, Show(Teaching.Play(family.Create(new TaskRandom(seed), Split.Train))));
        }
    }

    /// <summary>How many different openings a number of draws gives.</summary>
    public static int DifferentPrompts(ITaskFamily family) =>
        Draw(family, Split.Train).Select(task => task.Opening[^1].Text).Distinct(StringComparer.Ordinal).Count();

    public static Episode WithTurns(Episode episode, params AssistantTurn[] turns) =>
        episode with { Turns = turns, IsComplete = turns[^1].Calls.Count == 0 };

    public static Episode WithAnswer(Episode episode, string answer) =>
        WithTurns(episode, [.. episode.Turns.SkipLast(1), episode.Turns[^1] with { Content = answer }]);

    public static void Fails(Episode episode) => Assert.False(episode.Task.Judge(episode).Passed, Show(episode));

    public static void Passes(Episode episode)
    {
        Verdict verdict = episode.Task.Judge(episode);
        Assert.True(verdict.Passed, $"{verdict.Why}: {Show(episode)}");
    }

    /// <summary>The whole episode as text, declarations included.</summary>
    public static string Show(Episode episode) => string.Join('\n', [
        .. episode.Task.Tools.Select(tool => tool.Definition.GetRawText()),
        .. episode.Task.Opening.Select(message => $"[{message.Role}] {message.Text} {string.Join(' ', message.ToolCalls.Select(call => call.Arguments))}"),
        .. episode.Turns.Select(turn => $"<{turn.Reasoning}> {string.Join(' ', turn.Calls.Select(call => call.Name + call.Arguments))} {turn.Content}"),
    ]);
}
