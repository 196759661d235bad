using System.Globalization;
using System.Text.RegularExpressions;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Another family's task with one of its calls timing out some times. What the other teacher says stays word for word, because it sees
/// the conversation without the calls that timed out; so does the other judge.
/// </summary>
internal sealed partial class FlakyTask : TrainingTask
{
    /// <summary>The task as it is when nothing fails.</summary>
    public required TrainingTask Inner { get; init; }

    /// <summary>Which call times out, counted from 0 without those that timed out.</summary>
    public required int FailingCall { get; init; }

    /// <summary>How often it does; more than <see cref="Chase.MostRetries"/> and it is to be given up.</summary>
    public required int Timeouts { get; init; }

    private bool IsGivenUp => Timeouts > Chase.MostRetries;

    private int Retries => Math.Min(Timeouts, Chase.MostRetries);

    /// <summary>The task made flaky, or null where its teacher makes no calls or several at once.</summary>
    public static FlakyTask? TryCreate(string family, TrainingTask inner, TaskRandom random)
    {
        Episode episode = Teaching.Play(inner);
        int calls = episode.Calls.Count();
        if (calls == 0 || Teaching.NextCallNumber(inner.Opening) > 0 || episode.Turns.Any(turn => turn.Calls.Count > 1))
        {
            return null;
        }

        double kind = random.NextDouble();
        int timeouts = kind < 0.6 ? 1 : kind < 0.85 ? random.Next(2, Chase.MostRetries + 1) : Chase.MostRetries + 1;
        return new FlakyTask
        {
            Family = family,
            Inner = inner,
            FailingCall = random.Next(0, calls),
            Timeouts = timeouts,
            Opening = inner.Opening,
            Tools = inner.Tools,
            Hops = calls,
            TurnLimit = inner.TurnLimit + timeouts + 2,
            TurnTokenBudget = inner.TurnTokenBudget,
            Hiding = inner.Hiding,
            ForcedThought = inner.ForcedThought,
        };
    }

    public override IToolWorld CreateWorld() => new FlakyWorld(Inner.CreateWorld(), FailingCall, Timeouts);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation)
    {
        int timeouts = 0;
        for (int i = conversation.Count - 1; i >= 0 && IsTimeout(conversation[i]); i -= 2)
        {
            timeouts++;
        }

        if (timeouts == 0)
        {
            return Inner.Teach(WithoutTimeouts(conversation));
        }

        ChatToolCall call = conversation[^2].ToolCalls[0];
        if (timeouts <= Chase.MostRetries)
        {
            return AssistantTurn.Call($"timeout {timeouts}, call {call.Name} again.", new ToolRequest(call.Name, call.Arguments));
        }

        int calls = Teaching.NextCallNumber(conversation);
        return AssistantTurn.Answer($"call {calls}: timeout {timeouts}, stop {call.Name}.", $"Timed out {timeouts} times: {call.Name}. Calls: {calls}.");
    }

    public override Verdict Judge(Episode episode)
    {
        List<ToolRequest> calls = [.. episode.Calls];
        if (!episode.IsComplete || calls.Count <= FailingCall + Retries || episode.Turns.Take(FailingCall + Retries + 1).Any(turn => turn.Calls.Count != 1))
        {
            return Verdict.Fail("the failing call was not made often enough, or not one a turn");
        }

        if (calls.Skip(FailingCall).Take(Retries + 1).Any(call => call != calls[FailingCall]))
        {
            return Verdict.Fail("after the time-out came another call");
        }

        if (!IsGivenUp)
        {
            AssistantTurn[] turns = [.. episode.Turns.Take(FailingCall), .. episode.Turns.Skip(FailingCall + Timeouts)];
            return Inner.Judge(episode with { Task = Inner, Turns = turns, Messages = WithoutTimeouts(episode.Messages) });
        }

        // The other judge knows whole episodes only; up to here the calls must be those of its teacher.
        IEnumerable<ToolRequest> expected = Teaching.Play(Inner).Calls.Take(FailingCall + 1);
        if (calls.Count != FailingCall + Retries + 1 || !calls.Take(FailingCall + 1).SequenceEqual(expected))
        {
            return Verdict.Fail("other calls than the task's up to the one that failed for good");
        }

        string numbers = string.Join(' ', Number().Matches(episode.Answer).Select(match => match.Value));
        bool tells = episode.Answer.Contains("timed out", StringComparison.OrdinalIgnoreCase) &&
            episode.Answer.Contains($" {calls[^1].Name}.", StringComparison.Ordinal) &&
            string.Equals(numbers, string.Create(CultureInfo.InvariantCulture, $"{Timeouts} {calls.Count}"), StringComparison.Ordinal);
        return tells ? Verdict.Pass : Verdict.Fail("the answer does not tell what timed out and how often");
    }

    private static List<ChatMessage> WithoutTimeouts(IReadOnlyList<ChatMessage> conversation)
    {
        var kept = new List<ChatMessage>(conversation.Count);
        foreach (ChatMessage message in conversation)
        {
            if (IsTimeout(message))
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else
            {
                kept.Add(message);
            }
        }

        return kept;
    }

    private static bool IsTimeout(ChatMessage message) =>
        string.Equals(message.Role, ChatRole.Tool, StringComparison.Ordinal) && ChaseResults.IsTimeout(message.Text);

    [GeneratedRegex("""(?<![\w.])[0-9]{1,6}(?!\w)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
