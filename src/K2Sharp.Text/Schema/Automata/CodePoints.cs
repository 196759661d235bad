namespace K2Sharp.Text.Schema.Automata;

/// <summary>The alphabet of the automata: Unicode scalar values, that is 0 to 0x10FFFF without the surrogates.</summary>
internal static class CodePoints
{
    public const int Max = 0x10FFFF;
    public const int FirstSurrogate = 0xD800;
    public const int LastSurrogate = 0xDFFF;

    /// <summary>The code points of a well-formed text; an unpaired surrogate comes out as it is.</summary>
    public static IEnumerable<int> Of(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                yield return char.ConvertToUtf32(text, i++);
            }
            else
            {
                yield return text[i];
            }
        }
    }

    /// <summary>Whether a text has no unpaired surrogate.</summary>
    public static bool IsWellFormed(string text) => Of(text).All(value => value is < FirstSurrogate or > LastSurrogate);
}
