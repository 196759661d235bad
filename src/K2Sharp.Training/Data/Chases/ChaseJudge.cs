using System.Globalization;
using System.Text.RegularExpressions;

namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Judges a chase: every key called in order, one call a turn, again after a timeout and at most three times; then an answer that names
/// the code word, the one right key and the right numbers.
/// </summary>
internal static partial class ChaseJudge
{
    public static Verdict Judge(Chase chase, Episode episode)
    {
        if (!episode.IsComplete)
        {
            return Verdict.Fail("no answer");
        }

        List<string> expected = ExpectedKeys(chase);
        List<ToolRequest> calls = [.. episode.Calls];
        for (int i = 0; i < Math.Min(expected.Count, calls.Count); i++)
        {
            if (!string.Equals(chase.Tool.Read(calls[i]), expected[i], StringComparison.Ordinal))
            {
                return Verdict.Fail($"call {i} is not {chase.Tool.Name} of {expected[i]}");
            }
        }

        if (calls.Count != expected.Count || episode.Turns.Any(turn => turn.Calls.Count > 1))
        {
            return Verdict.Fail($"{calls.Count} calls for {expected.Count}, one a turn");
        }

        return JudgeAnswer(chase, expected[^1], Teaching.NextCallNumber(episode.Task.Opening) + calls.Count, episode.Answer);
    }

    private static List<string> ExpectedKeys(Chase chase)
    {
        var keys = new List<string>();
        foreach (string key in chase.Keys.Skip(chase.FirstOpen))
        {
            int timeouts = chase.TimeoutsOf(key);
            keys.AddRange(Enumerable.Repeat(key, Math.Min(timeouts, Chase.MostRetries) + 1));
            if (timeouts > Chase.MostRetries)
            {
                break;
            }
        }

        return keys;
    }

    private static Verdict JudgeAnswer(Chase chase, string lastKey, int calls, string answer)
    {
        bool gaveUp = chase.TimeoutsOf(lastKey) > Chase.MostRetries;
        bool missing = !gaveUp && chase.LastIsMissing;
        if (Says(answer, "timed out") != gaveUp || Says(answer, "not found") != missing)
        {
            return Verdict.Fail("the answer does not tell how the chase ended");
        }

        HashSet<string> keys = [.. ChaseKeys.Pattern().Matches(answer).Select(match => match.Value)];
        if (keys.Count != 1 || !keys.Contains(lastKey))
        {
            return Verdict.Fail($"the answer's key is not {lastKey}");
        }

        HashSet<string> words = [.. CodeWord().Matches(answer).Select(match => match.Groups["word"].Value)];
        if (chase.CodeWord is null ? words.Count > 0 : words.Count != 1 || !words.Contains(chase.CodeWord))
        {
            return Verdict.Fail($"the answer's code word is not {chase.CodeWord ?? "left out"}");
        }

        List<int> numbers = [];
        if (gaveUp)
        {
            numbers.Add(Chase.MostRetries + 1);
        }

        numbers.Add(calls);
        if (chase.State is not null && !gaveUp && !missing)
        {
            numbers.Add(chase.StateBefore(chase.Keys.Count));
        }

        string wanted = string.Join(' ', numbers);
        string given = string.Join(' ', Number().Matches(answer).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)));
        return string.Equals(wanted, given, StringComparison.Ordinal) ? Verdict.Pass : Verdict.Fail($"the answer's numbers are {given}, not {wanted}");
    }

    private static bool Says(string answer, string what) => answer.Contains(what, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""code word(:| is)? +(?<word>[a-z]+)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeWord();

    [GeneratedRegex("""\b[0-9]{1,6}\b""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
