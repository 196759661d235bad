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
