using System.Globalization;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>
/// Reads regular expressions as ECMA-262 does with the flag <c>u</c> (no others), which is what <c>pattern</c> means. What is not regular
/// (back references, lookaround) and word boundaries are refused by name.
/// </summary>
internal sealed class RegexParser
{
    private const int MaxDepth = 200;
    private const int MaxCount = 10_000;

    private readonly int[] _pattern;
    private int _position;
    private int _depth;

    private RegexParser(string pattern) => _pattern = [.. CodePoints.Of(pattern)];

    /// <exception cref="RegexException">Malformed or not supported.</exception>
    public static RegexNode Parse(string pattern)
    {
        RegexParser parser = new(pattern);
        RegexNode node = parser.ParseChoice();
        return parser.AtEnd ? node : throw new RegexException($"unmatched ) at {parser._position}");
    }

    private bool AtEnd => _position == _pattern.Length;

    private int Peek => AtEnd ? -1 : _pattern[_position];

    private RegexNode ParseChoice()
    {
        if (++_depth > MaxDepth)
        {
            throw new RegexException($"groups nested deeper than {MaxDepth}");
        }

        List<RegexNode> parts = [ParseSequence()];
        while (TryTake('|'))
        {
            parts.Add(ParseSequence());
        }

        _depth--;
        return parts.Count == 1 ? parts[0] : new RegexNode.Choice(parts);
    }

    private RegexNode.Sequence ParseSequence()
    {
        List<RegexNode> parts = [];
        while (Peek is not (-1 or '|' or ')'))
        {
            RegexNode atom = ParseAtom();
            parts.Add(ParseQuantifier(atom));
        }

        return new RegexNode.Sequence(parts);
    }

    private RegexNode ParseQuantifier(RegexNode atom)
    {
        (int Min, int? Max)? range = Peek switch
        {
            '*' => (0, null),
            '+' => (1, null),
            '?' => (0, 1),
            '{' => null,
            _ => (1, 1),
        };
        if (range is (1, 1))
        {
            return atom;
        }

        if (atom is RegexNode.Begin or RegexNode.End)
        {
            throw new RegexException("a quantifier after ^ or $");
        }

        _position++;
        range ??= ParseBraces();
        TryTake('?');
        if (Peek is '*' or '+' or '?' or '{')
        {
            throw new RegexException($"nothing to repeat at {_position}");
        }

        return new RegexNode.Repeat(atom, range.Value.Min, range.Value.Max);
    }

    private (int Min, int? Max) ParseBraces()
    {
        int min = ParseCount();
        int? max = min;
        if (TryTake(','))
        {
            max = Peek == '}' ? null : ParseCount();
        }

        if (!TryTake('}') || max < min)
        {
            throw new RegexException($"bad counts in braces before {_position}");
        }

        return (min, max);
    }

    private int ParseCount()
    {
        int begin = _position;
        int value = 0;
        while (Peek is >= '0' and <= '9')
        {
            value = Math.Min(MaxCount + 1, (value * 10) + (_pattern[_position++] - '0'));
        }

        return _position == begin ? throw new RegexException($"a bare {{ at {begin - 1}; write \\{{ for the character")
            : value > MaxCount ? throw new RegexException($"a repetition of more than {MaxCount} times") : value;
    }

    private RegexNode ParseAtom()
    {
        int current = _pattern[_position++];
        return current switch
        {
            '(' => ParseGroup(),
            '[' => new RegexNode.Set(ParseClass()),
            '^' => new RegexNode.Begin(),
            '$' => new RegexNode.End(),
            '.' => new RegexNode.Set(RegexClasses.NotLineTerminators),
            '\\' => new RegexNode.Set(ParseEscape(inClass: false)),
            '*' or '+' or '?' or '{' => throw new RegexException($"nothing to repeat at {_position - 1}"),
            _ => Literal(current),
        };
    }

    private RegexNode ParseGroup()
    {
        if (TryTake('?'))
        {
            int kind = AtEnd ? -1 : _pattern[_position++];
            bool named = kind == '<' && Peek is not ('=' or '!');
            if (kind is '=' or '!' or '<' && !named)
            {
                throw new RegexException("lookaround (?=, (?!, (?<=, (?<! is not supported");
            }

            if (named)
            {
                while (!AtEnd && _pattern[_position] != '>')
                {
                    _position++;
                }

                _position++;
            }
            else if (kind != ':')
            {
                throw new RegexException("groups with flags are not supported");
            }
        }

        if (_position > _pattern.Length)
        {
            throw new RegexException("a group name without an end");
        }

        RegexNode node = ParseChoice();
        return TryTake(')') ? node : throw new RegexException("missing )");
    }

    private CodePointSet ParseClass()
    {
        bool negated = TryTake('^');
        List<(int Low, int High)> ranges = [];
        while (Peek != ']')
        {
            CodePointSet low = ParseClassAtom();
            if (Peek == '-' && _position + 1 < _pattern.Length && _pattern[_position + 1] != ']')
            {
                _position++;
                CodePointSet high = ParseClassAtom();
                if (!TrySingle(low, out int first) || !TrySingle(high, out int last) || first > last)
                {
                    throw new RegexException($"a bad range in a character class before {_position}");
                }

                ranges.Add((first, last));
            }
            else
            {
                ranges.AddRange(low.Ranges);
            }
        }

        _position++;
        CodePointSet set = CodePointSet.Of(ranges);
        return negated ? set.Complement() : set;
    }

    private CodePointSet ParseClassAtom()
    {
        if (AtEnd)
        {
            throw new RegexException("missing ]");
        }

        int current = _pattern[_position++];
        return current == '\\' ? ParseEscape(inClass: true) : CodePointSet.Single(current);
    }

    private CodePointSet ParseEscape(bool inClass)
    {
        if (AtEnd)
        {
            throw new RegexException("a pattern that ends with \\");
        }

        int current = _pattern[_position++];
        switch (current)
        {
            case 'd': return RegexClasses.Digits;
            case 'D': return RegexClasses.Digits.Complement();
            case 'w': return RegexClasses.Words;
            case 'W': return RegexClasses.Words.Complement();
            case 's': return RegexClasses.Spaces;
            case 'S': return RegexClasses.Spaces.Complement();
            case 't': return CodePointSet.Single('\t');
            case 'n': return CodePointSet.Single('\n');
            case 'v': return CodePointSet.Single('\v');
            case 'f': return CodePointSet.Single('\f');
            case 'r': return CodePointSet.Single('\r');
            case 'b' when inClass: return CodePointSet.Single('\b');
            case 'b' or 'B': throw new RegexException("word boundaries \\b and \\B are not supported");
            case 'k': throw new RegexException("back references are not supported");
            case >= '1' and <= '9': throw new RegexException("back references are not supported");
            case '0' when Peek is not (>= '0' and <= '9'): return CodePointSet.Single(0);
            case 'c' when Peek is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'): return CodePointSet.Single(_pattern[_position++] % 32);
            case 'x': return CodePointSet.Single(ParseHex(2));
            case 'u': return CodePointSet.Single(ParseUnicode());
            case 'p' or 'P': return ParseProperty(negated: current == 'P');
            case (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                throw new RegexException($"the escape \\{char.ConvertFromUtf32(current)} is not known");
            default: return CodePointSet.Single(current);
        }
    }

    private int ParseUnicode()
    {
        if (TryTake('{'))
        {
            int begin = _position;
            while (Peek != '}' && !AtEnd)
            {
                _position++;
            }

            int length = _position++ - begin;
            int value = length is > 0 and <= 6 ? Hex(begin, length) : -1;
            return value is >= 0 and <= CodePoints.Max ? value : throw new RegexException("a bad \\u{...}");
        }

        int first = ParseHex(4);
        bool pair = first is >= 0xD800 and <= 0xDBFF && _position + 6 <= _pattern.Length && Peek == '\\' && _pattern[_position + 1] == 'u';
        if (pair && Hex(_position + 2, 4) is >= 0xDC00 and <= 0xDFFF and int second)
        {
            _position += 6;
            return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        }

        return first;
    }

    private int ParseHex(int digits)
    {
        int value = _position + digits <= _pattern.Length ? Hex(_position, digits) : -1;
        _position += digits;
        return value >= 0 ? value : throw new RegexException($"an escape needs {digits} hex digits");
    }

    private int Hex(int begin, int digits)
    {
        int value = 0;
        for (int i = begin; i < begin + digits; i++)
        {
            if (_pattern[i] > 127 || !char.IsAsciiHexDigit((char)_pattern[i]))
            {
                return -1;
            }

            value = (value * 16) + int.Parse([(char)_pattern[i]], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return value;
    }

    private CodePointSet ParseProperty(bool negated)
    {
        if (!TryTake('{'))
        {
            throw new RegexException("\\p without {");
        }

        int begin = _position;
        while (!AtEnd && Peek != '}')
        {
            _position++;
        }

        string name = string.Concat(_pattern[begin.._position].Select(char.ConvertFromUtf32));
        if (!TryTake('}'))
        {
            throw new RegexException("\\p{ without an end");
        }

        CodePointSet set = RegexClasses.Property(name);
        return negated ? set.Complement() : set;
    }

    private static RegexNode.Set Literal(int codePoint) => codePoint is ']' or '}'
        ? throw new RegexException($"a bare {(char)codePoint}; write \\{(char)codePoint} for the character")
        : new RegexNode.Set(CodePointSet.Single(codePoint));

    private static bool TrySingle(CodePointSet set, out int codePoint)
    {
        codePoint = set.Ranges.Count == 1 ? set.Ranges[0].Low : -1;
        return codePoint >= 0 && set.Ranges[0].High == codePoint;
    }

    private bool TryTake(int codePoint)
    {
        if (Peek != codePoint)
        {
            return false;
        }

        _position++;
        return true;
    }
}
