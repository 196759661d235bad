using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data.Wording;

/// <summary>What every family promises, and ways to spoil an episode.</summary>
internal static class FamilyTrial
{
    public const int Tasks = 400;

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<Episode> Play(ITaskFamily family, int tasks = Tasks)
    {
        foreach (Split split in (Split[])[Split.Train, Split.HeldOut])
        {
            for (ulong seed = 0; seed < (ulong)tasks; seed++)
            {
                yield return Teaching.Play(family.Create(new TaskRandom(seed), split));
            }
        }
    }

    /// <summary>The teacher passes its judge, thinks in every turn, writes plain letters and compact arguments, and repeats itself.</summary>
    public static void CheckTeacher(ITaskFamily family, int mostTokens)
    {
        foreach (Episode episode in Play(family))
        {
            Verdict verdict = episode.Task.Judge(episode);
            string text = Print(episode);
            Assert.True(verdict.Passed, verdict.Why + "\n" + text);
            Assert.Equal(family.Name, episode.Task.Family);
            Assert.Equal(episode.Task.Hops, episode.Calls.Count());
            Assert.InRange(EstimateTokens(episode), 1, mostTokens);
            string heard = string.Concat(episode.Task.Opening.Select(message => message.Text));
            foreach (AssistantTurn turn in episode.Turns)
            {
                CheckTurn(turn, heard);
            }
        }

        Assert.Equal(Play(family, 50).Select(Print), Play(family, 50).Select(Print));
    }

    /// <summary>No held-out request is among many requests of training.</summary>
    public static void CheckSplits(ITaskFamily family)
    {
        var trained = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 3000; seed++)
        {
            trained.Add(family.Create(new TaskRandom(seed), Split.Train).Opening[^1].Text);
        }

        // Many surface forms: hardly any request comes twice.
        Assert.InRange(trained.Count, 1500, 3000);
        for (ulong seed = 10_000; seed < 10_500; seed++)
        {
            Assert.DoesNotContain(family.Create(new TaskRandom(seed), Split.HeldOut).Opening[^1].Text, trained);
        }
    }

    public static Episode WithAnswer(Episode episode, string answer) =>
        episode with { Turns = [.. episode.Turns.SkipLast(1), episode.Turns[^1] with { Content = answer }] };

    public static Episode WithoutTurn(Episode episode, int turn) =>
        episode with { Turns = [.. episode.Turns.Where((_, i) => i != turn)] };

    public static Episode WithCall(Episode episode, int turn, ToolRequest call) =>
        episode with { Turns = [.. episode.Turns.Select((old, i) => i == turn ? old with { Calls = [call] } : old)] };

    public static Episode WithExtraTurn(Episode episode, AssistantTurn turn) => episode with { Turns = [turn, .. episode.Turns] };

    public static void Fails(Episode episode) => Assert.False(episode.Task.Judge(episode).Passed, Print(episode));

    public static void Passes(Episode episode) => Assert.True(episode.Task.Judge(episode).Passed, Print(episode));

    public static string Print(Episode episode) =>
        K2ChatTemplate.ToText(K2ChatTemplate.Render([.. episode.Messages.SkipLast(1)], [.. episode.Task.Tools]))
        + "<think>" + episode.Turns[^1].Reasoning + "</think>" + episode.Turns[^1].Content + "<|im_end|>";

    /// <summary>A token for each special one and for every 3.5 characters of text.</summary>
    public static int EstimateTokens(Episode episode)
    {
        double tokens = 0;
        foreach (PromptSegment segment in K2ChatTemplate.Render([.. episode.Messages.SkipLast(1)], [.. episode.Task.Tools]))
        {
            tokens += segment.IsSpecial ? 1 : segment.Text.Length / 3.5;
        }

        return (int)(tokens + 3 + ((episode.Turns[^1].Reasoning.Length + episode.Turns[^1].Content.Length) / 3.5));
    }

    private static void CheckTurn(AssistantTurn turn, string heard)
    {
        Assert.NotEmpty(turn.Reasoning);
        Assert.Equal(turn.Reasoning.Trim(), turn.Reasoning);
        var said = new StringBuilder(turn.Reasoning).Append(turn.Content);
        foreach (ToolRequest call in turn.Calls)
        {
            using JsonDocument arguments = JsonDocument.Parse(call.Arguments);
            Assert.Equal(JsonSerializer.Serialize(arguments.RootElement, s_plain), call.Arguments);
            said.Append(call.Arguments);
        }

        foreach (char letter in said.ToString())
        {
            Assert.True(letter is >= ' ' and < (char)127 || heard.Contains(letter, StringComparison.Ordinal), said.ToString());
        }
    }
}
