using System.Globalization;

namespace K2Sharp.Text.Schema.Validation.Patterns;

/// <summary>Reads the characters of a regular expression of ECMA-262 (flag u): escapes, classes and code points.</summary>
internal sealed class EcmaReader(string pattern)
{
    /// <summary>The index of the next character; the translator moves it on as well.</summary>
    public int At { get; set; }

    /// <summary>A class escape such as <c>\d</c> or <c>\p{L}</c>; null when another escape stands here.</summary>
    public CodePointSet? TryReadClassEscape()
    {
        char c = pattern[At + 1];
        if (EcmaSets.Find(c) is { } set)
        {
            At += 2;
            return set;
        }

        if (c is not ('p' or 'P'))
        {
            return null;
        }

        int end = IsAt(At + 2, "{") ? pattern.IndexOf('}', At) : -1;
        if (end < 0)
        {
            throw Error("\\p without {..}");
        }

        string name = pattern[(At + 3)..end];
        CodePointSet property = UnicodeProperties.Find(name) ?? throw Error($"\\p{{{name}}} is not supported; general categories and Script=Han are");
        At = end + 1;
        return c == 'P' ? property.Complement() : property;
    }

    /// <summary>The code point that an escape stands for.</summary>
    public int ReadCharacterEscape(bool inClass)
    {
        char c = pattern[At + 1];
        int start = At;
        At += 2;
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'b' when inClass:
                return '\b';
            case '0' when At >= pattern.Length || !char.IsAsciiDigit(pattern[At]):
                return 0;
            case 'c' when At < pattern.Length && char.IsAsciiLetter(pattern[At]):
                return pattern[At++] % 32;
            case 'x':
                return ReadHex(2);
            case 'u' when At < pattern.Length && pattern[At] == '{':
                int end = pattern.IndexOf('}', At);
                if (end < 0 || !int.TryParse(pattern.AsSpan(At + 1, end - At - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int codePoint)
                    || codePoint is < 0 or > CodePointSet.Last)
                {
                    throw Error("\\u{..} without a code point");
                }

                At = end + 1;
                return codePoint;
            case 'u':
                int unit = ReadHex(4);
                if (char.IsHighSurrogate((char)unit) && IsAt(At, "\\u"))
                {
                    int back = At;
                    At += 2;
                    int low = At < pattern.Length && pattern[At] == '{' ? 0 : ReadHex(4);
                    if (char.IsLowSurrogate((char)low))
                    {
                        return char.ConvertToUtf32((char)unit, (char)low);
                    }

                    At = back;
                }

                return unit;
            case var _ when char.IsAsciiLetterOrDigit(c):
                At = start;
                throw Error($"\\{c} is not an escape of ECMA-262");
            default:
                At = start + 1;
                return ReadCodePoint();
        }
    }

    private int ReadHex(int digits)
    {
        if (At + digits > pattern.Length || !pattern.AsSpan(At, digits).ToString().All(char.IsAsciiHexDigit))
        {
            throw Error($"{digits} hexadecimal digits are missing");
        }

        int value = int.Parse(pattern.AsSpan(At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        At += digits;
        return value;
    }

    /// <summary>A class in brackets.</summary>
    public CodePointSet ReadClass()
    {
        At++;
        bool isNegated = At < pattern.Length && pattern[At] == '^';
        At += isNegated ? 1 : 0;
        List<CodePointSet> parts = [];
        while (true)
        {
            if (At >= pattern.Length)
            {
                throw Error("a class is not closed");
            }

            if (pattern[At] == ']')
            {
                At++;
                break;
            }

            (CodePointSet? set, int first) = ReadClassAtom();
            if (At + 1 < pattern.Length && pattern[At] == '-' && pattern[At + 1] != ']')
            {
                int dash = At++;
                (CodePointSet? lastSet, int last) = ReadClassAtom();
                if (set is null && lastSet is null)
                {
                    parts.Add(first <= last ? CodePointSet.Of((first, last)) : throw Error("a range of a class is out of order"));
                    continue;
                }

                // A class escape has no ends: the dash stands for itself.
                parts.Add(CodePointSet.Of((pattern[dash], pattern[dash])));
                parts.Add(lastSet ?? CodePointSet.Of((last, last)));
            }

            parts.Add(set ?? CodePointSet.Of((first, first)));
        }

        CodePointSet all = CodePointSet.Union(parts);
        return isNegated ? all.Complement() : all;
    }

    private (CodePointSet? Set, int CodePoint) ReadClassAtom()
    {
        if (pattern[At] != '\\')
        {
            return (null, ReadCodePoint());
        }

        if (At + 1 >= pattern.Length)
        {
            throw Error("a backslash at the end");
        }

        return TryReadClassEscape() is { } set ? (set, 0) : (null, ReadCharacterEscape(inClass: true));
    }

    /// <summary>The code point that stands here for itself.</summary>
    public int ReadCodePoint()
    {
        int codePoint = char.IsSurrogatePair(pattern, Math.Min(At, pattern.Length - 1)) ? char.ConvertToUtf32(pattern, At) : pattern[At];
        At += codePoint > char.MaxValue ? 2 : 1;
        return codePoint;
    }

    /// <summary>Whether a text stands at an index.</summary>
    public bool IsAt(int index, string text) => index >= 0 && string.CompareOrdinal(pattern, index, text, 0, text.Length) == 0;

    /// <summary>What is wrong where the reader is.</summary>
    public FormatException Error(string problem) => new($"not a regular expression of ECMA-262 at character {At}: {problem}");
}
