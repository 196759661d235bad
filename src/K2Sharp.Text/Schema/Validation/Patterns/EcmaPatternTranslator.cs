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

    private readonly EcmaReader _reader = new(pattern);
    private readonly StringBuilder _output = new();
    private readonly List<string?> _groupNames = [];
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
        while (_reader.At < pattern.Length)
        {
            ReadTerm();
        }

        return _depth == 0 ? _output.ToString() : throw _reader.Error("a group is not closed");
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
                case '(' when !inClass && _reader.IsAt(i, "(?<") && !_reader.IsAt(i, "(?<=") && !_reader.IsAt(i, "(?<!"):
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
        char c = pattern[_reader.At];
        switch (c)
        {
            case '|':
                _output.Append('|');
                _reader.At++;
                _mayRepeat = false;
                break;
            case '^':
                _output.Append("\\A");
                _reader.At++;
                _mayRepeat = false;
                break;
            case '$':
                _output.Append("\\z");
                _reader.At++;
                _mayRepeat = false;
                break;
            case '(':
                OpenGroup();
                break;
            case ')':
                if (_depth-- == 0)
                {
                    throw _reader.Error("a closing parenthesis without an opening one");
                }

                _output.Append(')');
                _reader.At++;
                _mayRepeat = true;
                break;
            case '*' or '+' or '?':
                Repeat(c.ToString());
                break;
            case '{' when TryReadCounts(out string counts):
                Repeat(counts);
                break;
            case '.':
                _reader.At++;
                Append(EcmaSets.Dot);
                break;
            case '[':
                Append(_reader.ReadClass());
                break;
            case '\\':
                ReadEscape();
                break;
            default:
                Append(_reader.ReadCodePoint());
                break;
        }
    }

    private void OpenGroup()
    {
        if (++_depth > DeepestGroup)
        {
            throw _reader.Error($"groups nest deeper than {DeepestGroup}");
        }

        _mayRepeat = false;
        string? opening = Array.Find(s_openings, kind => _reader.IsAt(_reader.At, kind));
        if (opening is not null)
        {
            NeedsBacktracking |= opening is not "(?:";
            _output.Append(opening);
            _reader.At += opening.Length;
            return;
        }

        int number = _nextGroup++;
        if (_reader.IsAt(_reader.At, "(?<"))
        {
            int end = pattern.IndexOf('>', _reader.At);
            string name = end < 0 ? string.Empty : pattern[(_reader.At + 3)..end];
            if (name.Length == 0 || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '$') || char.IsDigit(name[0]))
            {
                throw _reader.Error("a group's name is not one");
            }

            _reader.At = end + 1;
        }
        else if (_reader.IsAt(_reader.At, "(?"))
        {
            throw _reader.Error($"{pattern.Substring(_reader.At, Math.Min(4, pattern.Length - _reader.At))} is not a group of ECMA-262");
        }
        else
        {
            _reader.At++;
        }

        _output.Append(_hasReferences ? $"(?<{number}>" : "(?:");
    }

    private void Repeat(string counts)
    {
        if (!_mayRepeat)
        {
            throw _reader.Error("nothing to repeat");
        }

        _reader.At += counts.Length;
        _output.Append(counts);
        if (_reader.At < pattern.Length && pattern[_reader.At] == '?')
        {
            _output.Append('?');
            _reader.At++;
        }

        _mayRepeat = false;
    }

    /// <summary>Sees whether <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> stands here; any other brace stands for itself.</summary>
    private bool TryReadCounts(out string counts)
    {
        counts = string.Empty;
        int end = pattern.IndexOf('}', _reader.At);
        if (end < 0)
        {
            return false;
        }

        string[] numbers = pattern[(_reader.At + 1)..end].Split(',');
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
                throw _reader.Error($"more than {LargestRepeat} repetitions");
            }

            if (count < most)
            {
                throw _reader.Error("the counts of a repetition are out of order");
            }

            most = count;
        }

        counts = pattern[_reader.At..(end + 1)];
        return true;
    }

    private void ReadEscape()
    {
        if (_reader.At + 1 >= pattern.Length)
        {
            throw _reader.Error("a backslash at the end");
        }

        char c = pattern[_reader.At + 1];
        switch (c)
        {
            case 'b':
            case 'B':
                _reader.At += 2;
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
                int end = _reader.At + 1;
                while (end < pattern.Length && char.IsAsciiDigit(pattern[end]))
                {
                    end++;
                }

                string digits = pattern[(_reader.At + 1)..end];
                _reader.At = end;
                AppendReference(int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue);
                break;
            default:
                if (_reader.TryReadClassEscape() is { } set)
                {
                    Append(set);
                }
                else
                {
                    Append(_reader.ReadCharacterEscape(inClass: false));
                }

                break;
        }
    }

    private int ReadNamedReference()
    {
        int end = _reader.IsAt(_reader.At, "\\k<") ? pattern.IndexOf('>', _reader.At) : -1;
        int index = end < 0 ? -1 : _groupNames.IndexOf(pattern[(_reader.At + 3)..end]);
        if (index < 0)
        {
            throw _reader.Error("a reference to no group");
        }

        _reader.At = end + 1;
        return index + 1;
    }

    private void AppendReference(int number)
    {
        if (number > _groupNames.Count)
        {
            throw _reader.Error("a reference to no group");
        }

        NeedsBacktracking = true;
        _mayRepeat = true;
        // A group that took no part, or that only comes later, matches the empty text in ECMA-262 and nothing in .NET.
        _output.Append(CultureInfo.InvariantCulture, $"(?:(?({number})\\k<{number}>|))");
    }

    private void Append(CodePointSet set)
    {
        set.WriteTo(_output);
        _mayRepeat = true;
        if (_output.Length > LongestOutput)
        {
            throw _reader.Error("too many large classes");
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
}
