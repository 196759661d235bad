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

    /// <summary>
    /// The share of chains to learn from whose keys are alike. Among three hundred keys of the whole alphabet nearly every one has another that
    /// begins with the same two characters and a dozen have one that begins with the same three; among six there is none, and who learns from
    /// those goes on from the beginning of a key as some older one did.
    /// </summary>
    private const double CrowdedShare = 0.6;

    /// <summary>Different keys, all on one side of the held-out line.</summary>
    public static string[] Draw(TaskRandom random, Split split, int count)
    {
        bool letterFirst = random.Chance(0.75);
        (string letters, string digits) = split == Split.Train && random.Chance(CrowdedShare) ? Few(random, count) : (Letters, Digits);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var keys = new string[count];
        for (int i = 0; i < count; i++)
        {
            string key;
            do
            {
                key = letterFirst ? Pair(random, letters, digits) : Pair(random, digits, letters);
            }
            while (Splits.Of(key) != split || !seen.Add(key));
            keys[i] = key;
        }

        return keys;
    }

    [GeneratedRegex("""\b([a-z][0-9][a-z][0-9]|[0-9][a-z][0-9][a-z])\b""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    public static partial Regex Pattern();

    /// <summary>A few letters and digits, which give at least three times the keys that are needed.</summary>
    private static (string Letters, string Digits) Few(TaskRandom random, int count)
    {
        int letters = random.Next(2, 6);
        int digits = random.Next(2, 6);
        while (letters * digits * letters * digits < 3 * count)
        {
            letters++;
            digits++;
        }

        return (Some(random, Letters, letters), Some(random, Digits, digits));
    }

    private static string Some(TaskRandom random, string of, int count)
    {
        char[] all = of.ToCharArray();
        for (int i = 0; i < count; i++)
        {
            int other = random.Next(i, all.Length);
            (all[i], all[other]) = (all[other], all[i]);
        }

        return new string(all, 0, count);
    }

    private static string Pair(TaskRandom random, string first, string second)
    {
        ReadOnlySpan<char> key = [Of(random, first), Of(random, second), Of(random, first), Of(random, second)];
        return new string(key);
    }

    private static char Of(TaskRandom random, string letters) => letters[random.Next(0, letters.Length)];
}
