namespace K2Sharp.Text.Schema.Validation.Values;

/// <summary>Lengths as JSON Schema counts them.</summary>
internal static class CodePoints
{
    /// <summary>The number of code points; half of a surrogate pair that stands alone is one.</summary>
    public static int Count(string text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                count--;
            }
        }

        return count;
    }
}
