using System.Globalization;
using System.Text;

namespace K2Sharp.Text.Schema.Validation.Patterns;

/// <summary>
/// Rewrites a regular expression of ECMA-262 (flag u) for .NET: every class becomes explicit ranges of UTF-16 units, <c>$</c> is the
/// very end, <c>\b</c> is ASCII's, groups keep ECMA's numbers and a reference to a group that took no part matches nothing. Reads
/// from left to right without recursion. What the flag u forbids but patterns in use contain (<c>\-</c>, a brace or bracket that
/// stands for itself) is read as without the flag; escaped letters without meaning are errors.
/// </summary>
internal sealed class EcmaPatternTranslator(string pattern)
{
    private const int LongestPattern = 20_000;
    private const int LongestOutput = 500_000;
    private const int DeepestGroup = 200;
    private const int LargestRepeat = 100_000;
    private const string WordBefore = "(?<=[0-9A-Za-z_])";
    private const string NoWordBefore = "(?<![0-9A-Za-z_])";
    private const string WordAfter = "(?=[0-9A-Za-z_])";
    private const string NoWordAfter = "(?![0-9A-Za-z_])";

    private static readonly string[] s_openings = ["(?:", "(?=", "(?!", "(?<=", "(?<!"];

    private readonly StringBuilder _output = new();
    private readonly List<string?> _groupNames = [];
    private int _at;
    private int _depth;
    private int _nextGroup = 1;
    private bool _hasReferences;
    private bool _mayRepeat;

    /// <summary>Whether the result holds what only a backtracking engine can do.</summary>
    public bool NeedsBacktracking { get; private set; }

    /// <summary>The pattern for .NET.</summary>
    /// <exception cref="FormatException">The pattern is not one or uses what is not supported.</exception>
    public string Translate()
    {
        if (pattern.Length > LongestPattern)
        {
            throw new FormatException($"a pattern of {pattern.Length} characters; {LongestPattern} are allowed");
        }

        FindGroups();
        while (_at < pattern.Length)
        {
            ReadTerm();
        }

        return _depth == 0 ? _output.ToString() : throw Error("a group is not closed");
    }

    /// <summary>Counts groups and sees whether any is referred to: groups that are not need not capture.</summary>
    private void FindGroups()
    {
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    _hasReferences |= !inClass && i < pattern.Length && pattern[i] is 'k' or (>= '1' and <= '9');
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass && (i + 1 >= pattern.Length || pattern[i + 1] != '?'):
                    _groupNames.Add(null);
                    break;
                case '(' when !inClass && IsAt(i, "(?<") && !IsAt(i, "(?<=") && !IsAt(i, "(?<!"):
                    int end = pattern.IndexOf('>', i);
                    _groupNames.Add(end < 0 ? null : pattern[(i + 3)..end]);
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadTerm()
    {
        char c = pattern[_at];
        switch (c)
        {
            case '|':
                _output.Append('|');
                _at++;
                _mayRepeat = false;
                break;
            case '^':
                _output.Append("\\A");
                _at++;
                _mayRepeat = false;
                break;
            case '$':
                _output.Append("\\z");
                _at++;
                _mayRepeat = false;
                break;
            case '(':
                OpenGroup();
                break;
            case ')':
                if (_depth-- == 0)
                {
                    throw Error("a closing parenthesis without an opening one");
                }

                _output.Append(')');
                _at++;
                _mayRepeat = true;
                break;
            case '*' or '+' or '?':
                Repeat(c.ToString());
                break;
            case '{' when TryReadCounts(out string counts):
                Repeat(counts);
                break;
            case '.':
                _at++;
                Append(EcmaSets.Dot);
                break;
            case '[':
                Append(ReadClass());
                break;
            case '\\':
                ReadEscape();
                break;
            default:
                Append(ReadCodePoint());
                break;
        }
    }

    private void OpenGroup()
    {
        if (++_depth > DeepestGroup)
        {
            throw Error($"groups nest deeper than {DeepestGroup}");
        }

        _mayRepeat = false;
        string? opening = Array.Find(s_openings, kind => IsAt(_at, kind));
        if (opening is not null)
        {
            NeedsBacktracking |= opening is not "(?:";
            _output.Append(opening);
            _at += opening.Length;
            return;
        }

        int number = _nextGroup++;
        if (IsAt(_at, "(?<"))
        {
            int end = pattern.IndexOf('>', _at);
            string name = end < 0 ? string.Empty : pattern[(_at + 3)..end];
            if (name.Length == 0 || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '$') || char.IsDigit(name[0]))
            {
                throw Error("a group's name is not one");
            }

            _at = end + 1;
        }
        else if (IsAt(_at, "(?"))
        {
            throw Error($"{pattern.Substring(_at, Math.Min(4, pattern.Length - _at))} is not a group of ECMA-262");
        }
        else
        {
            _at++;
        }

        _output.Append(_hasReferences ? $"(?<{number}>" : "(?:");
    }

    private void Repeat(string counts)
    {
        if (!_mayRepeat)
        {
            throw Error("nothing to repeat");
        }

        _at += counts.Length;
        _output.Append(counts);
        if (_at < pattern.Length && pattern[_at] == '?')
        {
            _output.Append('?');
            _at++;
        }

        _mayRepeat = false;
    }

    /// <summary>Sees whether <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> stands here; any other brace stands for itself.</summary>
    private bool TryReadCounts(out string counts)
    {
        counts = string.Empty;
        int end = pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return false;
        }

        string[] numbers = pattern[(_at + 1)..end].Split(',');
        if (numbers.Length > 2 || numbers[0].Length == 0 || numbers.Any(number => !number.All(char.IsAsciiDigit)))
        {
            return false;
        }

        int most = 0;
        foreach (string number in numbers)
        {
            if (number.Length == 0)
            {
                continue;
            }

            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > LargestRepeat)
            {
                throw Error($"more than {LargestRepeat} repetitions");
            }

            if (count < most)
            {
                throw Error("the counts of a repetition are out of order");
            }

            most = count;
        }

        counts = pattern[_at..(end + 1)];
        return true;
    }

    private void ReadEscape()
    {
        if (_at + 1 >= pattern.Length)
        {
            throw Error("a backslash at the end");
        }

        char c = pattern[_at + 1];
        switch (c)
        {
            case 'b':
            case 'B':
                _at += 2;
                _mayRepeat = false;
                NeedsBacktracking = true;
                _output.Append(c == 'b'
                    ? $"(?:{WordBefore}{NoWordAfter}|{NoWordBefore}{WordAfter})"
                    : $"(?:{WordBefore}{WordAfter}|{NoWordBefore}{NoWordAfter})");
                break;
            case 'k':
                AppendReference(ReadNamedReference());
                break;
            case >= '1' and <= '9':
                int end = _at + 1;
                while (end < pattern.Length && char.IsAsciiDigit(pattern[end]))
                {
                    end++;
                }

                string digits = pattern[(_at + 1)..end];
                _at = end;
                AppendReference(int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue);
                break;
            default:
                if (TryReadClassEscape() is { } set)
                {
                    Append(set);
                }
                else
                {
                    Append(ReadCharacterEscape(inClass: false));
                }

                break;
        }
    }

    private int ReadNamedReference()
    {
        int end = IsAt(_at, "\\k<") ? pattern.IndexOf('>', _at) : -1;
        int index = end < 0 ? -1 : _groupNames.IndexOf(pattern[(_at + 3)..end]);
        if (index < 0)
        {
            throw Error("a reference to no group");
        }

        _at = end + 1;
        return index + 1;
    }

    private void AppendReference(int number)
    {
        if (number > _groupNames.Count)
        {
            throw Error("a reference to no group");
        }

        NeedsBacktracking = true;
        _mayRepeat = true;
        // A group that took no part, or that only comes later, matches the empty text in ECMA-262 and nothing in .NET.
        _output.Append(CultureInfo.InvariantCulture, $"(?:(?({number})\\k<{number}>|))");
    }

    /// <summary>A class escape such as <c>\d</c> or <c>\p{L}</c>; null when another escape stands here.</summary>
    private CodePointSet? TryReadClassEscape()
    {
        char c = pattern[_at + 1];
        if (EcmaSets.Find(c) is { } set)
        {
            _at += 2;
            return set;
        }

        if (c is not ('p' or 'P'))
        {
            return null;
        }

        int end = IsAt(_at + 2, "{") ? pattern.IndexOf('}', _at) : -1;
        if (end < 0)
        {
            throw Error("\\p without {..}");
        }

        string name = pattern[(_at + 3)..end];
        CodePointSet property = UnicodeProperties.Find(name) ?? throw Error($"\\p{{{name}}} is not supported; general categories and Script=Han are");
        _at = end + 1;
        return c == 'P' ? property.Complement() : property;
    }

    /// <summary>The code point that an escape stands for.</summary>
    private int ReadCharacterEscape(bool inClass)
    {
        char c = pattern[_at + 1];
        int start = _at;
        _at += 2;
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
            case '0' when _at >= pattern.Length || !char.IsAsciiDigit(pattern[_at]):
                return 0;
            case 'c' when _at < pattern.Length && char.IsAsciiLetter(pattern[_at]):
                return pattern[_at++] % 32;
            case 'x':
                return ReadHex(2);
            case 'u' when _at < pattern.Length && pattern[_at] == '{':
                int end = pattern.IndexOf('}', _at);
                if (end < 0 || !int.TryParse(pattern.AsSpan(_at + 1, end - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int codePoint)
                    || codePoint is < 0 or > CodePointSet.Last)
                {
                    throw Error("\\u{..} without a code point");
                }

                _at = end + 1;
                return codePoint;
            case 'u':
                int unit = ReadHex(4);
                if (char.IsHighSurrogate((char)unit) && IsAt(_at, "\\u"))
                {
                    int back = _at;
                    _at += 2;
                    int low = _at < pattern.Length && pattern[_at] == '{' ? 0 : ReadHex(4);
                    if (char.IsLowSurrogate((char)low))
                    {
                        return char.ConvertToUtf32((char)unit, (char)low);
                    }

                    _at = back;
                }

                return unit;
            case var _ when char.IsAsciiLetterOrDigit(c):
                _at = start;
                throw Error($"\\{c} is not an escape of ECMA-262");
            default:
                _at = start + 1;
                return ReadCodePoint();
        }
    }

    private int ReadHex(int digits)
    {
        if (_at + digits > pattern.Length || !pattern.AsSpan(_at, digits).ToString().All(char.IsAsciiHexDigit))
        {
            throw Error($"{digits} hexadecimal digits are missing");
        }

        int value = int.Parse(pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _at += digits;
        return value;
    }

    private CodePointSet ReadClass()
    {
        _at++;
        bool isNegated = _at < pattern.Length && pattern[_at] == '^';
        _at += isNegated ? 1 : 0;
        List<CodePointSet> parts = [];
        while (true)
        {
            if (_at >= pattern.Length)
            {
                throw Error("a class is not closed");
            }

            if (pattern[_at] == ']')
            {
                _at++;
                break;
            }

            (CodePointSet? set, int first) = ReadClassAtom();
            if (_at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']')
            {
                int dash = _at++;
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
        if (pattern[_at] != '\\')
        {
            return (null, ReadCodePoint());
        }

        if (_at + 1 >= pattern.Length)
        {
            throw Error("a backslash at the end");
        }

        return TryReadClassEscape() is { } set ? (set, 0) : (null, ReadCharacterEscape(inClass: true));
    }

    private int ReadCodePoint()
    {
        int codePoint = char.IsSurrogatePair(pattern, Math.Min(_at, pattern.Length - 1)) ? char.ConvertToUtf32(pattern, _at) : pattern[_at];
        _at += codePoint > char.MaxValue ? 2 : 1;
        return codePoint;
    }

    private void Append(CodePointSet set)
    {
        set.WriteTo(_output);
        _mayRepeat = true;
        if (_output.Length > LongestOutput)
        {
            throw Error("too many large classes");
        }
    }

    private void Append(int codePoint)
    {
        if (codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint))
        {
            _output.Append((char)codePoint);
        }
        else
        {
            CodePointSet.Of((codePoint, codePoint)).WriteTo(_output);
        }

        _mayRepeat = true;
    }

    private bool IsAt(int index, string text) => index >= 0 && string.CompareOrdinal(pattern, index, text, 0, text.Length) == 0;

    private FormatException Error(string problem) => new($"not a regular expression of ECMA-262 at character {_at}: {problem}");
}
