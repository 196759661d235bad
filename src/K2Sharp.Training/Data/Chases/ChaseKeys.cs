using System.Text.RegularExpressions;

namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// The keys of chases: letters and digits in turn, such as k7f2 or 4m9x. No two letters stand together, so that the vocabulary learned
/// from the corpus has no piece that joins them, and each key is four tokens.
/// </summary>
internal static partial class ChaseKeys
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    /// <summary>Different keys, all on one side of the held-out line.</summary>
    public static string[] Draw(TaskRandom random, Split split, int count)
    {
        bool letterFirst = random.Chance(0.75);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var keys = new string[count];
        for (int i = 0; i < count; i++)
        {
            string key;
            do
            {
                key = letterFirst ? Pair(random, Letters, Digits) : Pair(random, Digits, Letters);
            }
            while (Splits.Of(key) != split || !seen.Add(key));
            keys[i] = key;
        }

        return keys;
    }

    [GeneratedRegex("""\b([a-z][0-9][a-z][0-9]|[0-9][a-z][0-9][a-z])\b""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    public static partial Regex Pattern();

    private static string Pair(TaskRandom random, string first, string second)
    {
        ReadOnlySpan<char> key = [Of(random, first), Of(random, second), Of(random, first), Of(random, second)];
        return new string(key);
    }

    private static char Of(TaskRandom random, string letters) => letters[random.Next(0, letters.Length)];
}
