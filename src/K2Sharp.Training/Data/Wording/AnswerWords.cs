namespace K2Sharp.Training.Data.Wording;

/// <summary>Looks for values in an answer.</summary>
internal static class AnswerWords
{
    /// <summary>
    /// Whether <paramref name="value"/> stands in the text as a whole: no letter, digit or underscore touches it and it is no part of a
    /// decimal number.
    /// </summary>
    public static bool Has(string text, string value)
    {
        for (int at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            if (!Continues(text, at, -1) && !Continues(text, at + value.Length - 1, 1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word with a digit stands in the text that is in none of the allowed values: a number or an id that was invented.</summary>
    public static bool HasOtherNumber(string text, params ReadOnlySpan<string> allowed)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string value in allowed)
        {
            known.UnionWith(Split(value));
        }

        return Split(text).Any(word => word.Any(char.IsAsciiDigit) && !known.Contains(word));
    }

    /// <summary>The runs of letters and digits.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            if (i > start)
            {
                words.Add(text[start..i]);
            }

            start = i + 1;
        }

        return words;
    }

    private static bool Continues(string text, int edge, int step)
    {
        char next = At(text, edge + step);
        if (next is '.' or ',')
        {
            return char.IsAsciiDigit(text[edge]) && char.IsAsciiDigit(At(text, edge + (2 * step)));
        }

        return next is '_' or '-' || char.IsLetterOrDigit(next);
    }

    private static char At(string text, int index) => index >= 0 && index < text.Length ? text[index] : ' ';
}
