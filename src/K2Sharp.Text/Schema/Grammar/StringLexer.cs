using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Reads texts as bytes, whatever says which texts: UTF-8 and escapes are taken apart here. A character that has begun can always be finished
/// so that the text can be completed.
/// </summary>
internal abstract class StringLexer(StringSpelling spelling) : Lexer
{
    // The part is a kind in the upper byte and what is known of the character below.
    private const int Shift = 24;
    private const int ValueMask = (1 << Shift) - 1;
    private const int Two = 1;
    private const int Three2 = 2;
    private const int Three1 = 3;
    private const int Four3 = 4;
    private const int Four2 = 5;
    private const int Four1 = 6;
    private const int Backslash = 7;
    private const int Hex0 = 8;
    private const int Hex3 = 11;
    private const int LowBackslash = 12;
    private const int LowU = 13;
    private const int LowHex0 = 14;
    private const int LowHex3 = 17;

    private const int FirstHigh = 0xD800;
    private const int LastHigh = 0xDBFF;
    private const int FirstLow = 0xDC00;
    private const int LastLow = 0xDFFF;

    public override StepKind Step(ref int state, ref int part, byte value)
    {
        if (part != 0)
        {
            return StepPart(ref state, ref part, value);
        }

        if (spelling != StringSpelling.Raw)
        {
            if (value == '"')
            {
                return Label(state) != 0 ? StepKind.Pop : StepKind.Dead;
            }

            if (value == '\\')
            {
                bool possible = spelling == StringSpelling.Any ? CanGo(state, 0, CodePoints.Max) : CanGo(state, 0, 31) || CanGo(state, '"', '"') || CanGo(state, '\\', '\\');
                part = Backslash << Shift;
                return possible ? StepKind.Stay : StepKind.Dead;
            }

            if (value < ' ')
            {
                return StepKind.Dead;
            }
        }

        if (value < 0x80)
        {
            return Take(ref state, ref part, value);
        }

        return value switch
        {
            < 0xC2 or > 0xF4 => StepKind.Dead,
            < 0xE0 => Begin(state, ref part, Two, value & 0x1F),
            < 0xF0 => Begin(state, ref part, Three2, value & 0x0F),
            _ => Begin(state, ref part, Four3, value & 0x07),
        };
    }

    public override int EndLabel(int state, int part) => spelling == StringSpelling.Raw && part == 0 ? Label(state) : 0;

    /// <summary>The state after a code point, or <see cref="Dfa.Dead"/>.</summary>
    protected abstract int Next(int state, int codePoint);

    /// <summary>Whether some code point from low to high leads on; none of them is a surrogate.</summary>
    protected abstract bool CanGo(int state, int low, int high);

    private StepKind StepPart(ref int state, ref int part, byte value)
    {
        int kind = part >> Shift;
        int known = part & ValueMask;
        switch (kind)
        {
            case Backslash:
                return StepEscape(ref state, ref part, value);
            case >= Hex0 and <= Hex3:
                return StepHex(ref state, ref part, kind - Hex0, known, value);
            case LowBackslash:
                part = (LowU << Shift) | known;
                return value == '\\' ? StepKind.Stay : StepKind.Dead;
            case LowU:
                part = (LowHex0 << Shift) | (known << 12);
                return value == 'u' ? StepKind.Stay : StepKind.Dead;
            case >= LowHex0 and <= LowHex3:
                return StepLowHex(ref state, ref part, kind - LowHex0, known, value);
            default:
                if ((value & 0xC0) != 0x80)
                {
                    return StepKind.Dead;
                }

                known = (known << 6) | (value & 0x3F);
                return kind is Two or Three1 or Four1 ? Take(ref state, ref part, known) : Begin(state, ref part, kind == Three2 ? Three1 : kind + 1, known);
        }
    }

    private StepKind Take(ref int state, ref int part, int codePoint)
    {
        state = Next(state, codePoint);
        part = 0;
        return state == Dfa.Dead ? StepKind.Dead : StepKind.Stay;
    }

    /// <summary>Some of a character's bytes are known: is there a character that leads on?</summary>
    private StepKind Begin(int state, ref int part, int kind, int known)
    {
        int bits = 6 * kind switch { Two or Three1 or Four1 => 1, Three2 or Four2 => 2, _ => 3 };
        int least = kind switch { Two => 0x80, Three2 or Three1 => 0x800, _ => 0x10000 };
        int low = Math.Max(least, known << bits);
        int high = Math.Min(CodePoints.Max, (known << bits) | ((1 << bits) - 1));
        part = (kind << Shift) | known;
        return CanGoAny(state, low, high) ? StepKind.Stay : StepKind.Dead;
    }

    private bool CanGoAny(int state, int low, int high) =>
        (low < FirstHigh && low <= high && CanGo(state, low, Math.Min(high, FirstHigh - 1)))
        || (high > LastLow && low <= high && CanGo(state, Math.Max(low, LastLow + 1), high));

    private StepKind StepEscape(ref int state, ref int part, byte value)
    {
        int codePoint = value switch
        {
            (byte)'"' or (byte)'\\' => value,
            (byte)'/' when spelling == StringSpelling.Any => value,
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => -1,
        };
        if (codePoint >= 0)
        {
            return Take(ref state, ref part, codePoint);
        }

        part = Hex0 << Shift;
        return value == 'u' && CanGoHex(state, 0, 0xFFFF) ? StepKind.Stay : StepKind.Dead;
    }

    private StepKind StepHex(ref int state, ref int part, int read, int known, byte value)
    {
        if (!TryHex(value, ref known))
        {
            return StepKind.Dead;
        }

        if (read == 3)
        {
            if (known is >= FirstHigh and <= LastHigh)
            {
                part = (LowBackslash << Shift) | (known & 0x3FF);
                return CanGoHex(state, known, known) ? StepKind.Stay : StepKind.Dead;
            }

            return CanGoHex(state, known, known) ? Take(ref state, ref part, known) : StepKind.Dead;
        }

        int bits = 4 * (3 - read);
        part = ((Hex0 + read + 1) << Shift) | known;
        return CanGoHex(state, known << bits, (known << bits) | ((1 << bits) - 1)) ? StepKind.Stay : StepKind.Dead;
    }

    /// <summary>Whether a character whose first \u escape lies in a range leads on.</summary>
    private bool CanGoHex(int state, int low, int high)
    {
        if (spelling == StringSpelling.Canonical)
        {
            // Control characters without a short form.
            return CanGoBetween(state, low, high, 0, 7) || CanGoBetween(state, low, high, 11, 11) || CanGoBetween(state, low, high, 14, 31);
        }

        int firstHigh = Math.Max(low, FirstHigh);
        int lastHigh = Math.Min(high, LastHigh);
        return CanGoAny(state, low, high)
            || (firstHigh <= lastHigh && CanGo(state, 0x10000 + ((firstHigh - FirstHigh) << 10), 0x10000 + ((lastHigh - FirstHigh) << 10) + 0x3FF));
    }

    private bool CanGoBetween(int state, int low, int high, int first, int last) =>
        Math.Max(low, first) <= Math.Min(high, last) && CanGo(state, Math.Max(low, first), Math.Min(high, last));

    private StepKind StepLowHex(ref int state, ref int part, int read, int known, byte value)
    {
        int high = known >> 12;
        int low = known & 0xFFF;
        if (!TryHex(value, ref low))
        {
            return StepKind.Dead;
        }

        int bits = 4 * (3 - read);
        int first = Math.Max(FirstLow, low << bits);
        int last = Math.Min(LastLow, (low << bits) | ((1 << bits) - 1));
        int basis = 0x10000 + (high << 10) - FirstLow;
        if (first > last || !CanGo(state, basis + first, basis + last))
        {
            return StepKind.Dead;
        }

        if (read == 3)
        {
            return Take(ref state, ref part, basis + low);
        }

        part = ((LowHex0 + read + 1) << Shift) | (high << 12) | low;
        return StepKind.Stay;
    }

    private bool TryHex(byte value, ref int known)
    {
        int digit = value switch
        {
            >= (byte)'0' and <= (byte)'9' => value - '0',
            >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' when spelling == StringSpelling.Any => value - 'A' + 10,
            _ => -1,
        };
        known = (known << 4) | digit;
        return digit >= 0;
    }
}
