using System.Security.Cryptography;
using System.Text;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Loop;

/// <summary>Finds repetition among the latest turns.</summary>
internal static class LoopDetector
{
    private const int LongestPeriod = 3;

    /// <summary>One number for a turn's calls, their arguments (whatever the order of their properties) and their results.</summary>
    public static string Fingerprint(RunTurn turn)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (RecordedCall call in turn.Turn.Calls)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{call.Name}\n{CanonicalJson.Of(call.Arguments)}\n"));
            if (turn.Results.TryGetValue(call.Key, out CallFinished? result))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{result.Outcome}\n{result.Content}\n"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The worst repetition that the conversation ends with; null for none.</summary>
    public static Repetition? Find(RunState state, LoopOptions options)
    {
        string[] prints = [.. state.Turns.Where(turn => turn.IsDone && turn.Turn.Calls.Count > 0).Select(turn => turn.Fingerprint)];
        if (prints.Length == 0)
        {
            return null;
        }

        Repetition? worst = null;
        for (int period = 1; period <= LongestPeriod; period++)
        {
            int run = 0;
            while (run + period < prints.Length && prints[^(run + 1)] == prints[^(run + 1 + period)])
            {
                run++;
            }

            // Whole rounds only, and those count that were taken out before.
            int rounds = (run / period) + 1;
            int count = period == 1 ? rounds : ((rounds - 1) * options.RoundWeight) + 1;
            Consider(count, period == 1 ? "the same call with the same result" : $"the same {period} calls in turn with the same results", run);
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        int stale = 0;
        foreach (string print in prints)
        {
            stale = seen.Add(print) && state.Removed(print) == 0 ? 0 : stale + 1;
        }

        Consider(stale - options.WanderingAllowance, "calls that brought nothing new", stale);
        return worst;

        void Consider(int count, string what, int turns)
        {
            int all = count + state.Removed(prints[^1]);
            if (turns > 0 || all > count)
            {
                worst = worst is null || all > worst.Count ? new Repetition(all, what, Math.Max(turns, 1)) : worst;
            }
        }
    }
}
