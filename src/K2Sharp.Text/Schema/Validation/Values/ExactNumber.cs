using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Values;

/// <summary>
/// A JSON number as it was written, without rounding: sign, significant digits and scale, value = ±0.DIGITS × 10^scale. The digits
/// have no leading or trailing zeros, so that equal numbers have equal parts; zero has no digits. Nothing here expands an exponent,
/// so 1e1000000000 costs as much as 1. Exponents beyond ±10^17 are clamped to there.
/// </summary>
internal readonly struct ExactNumber : IEquatable<ExactNumber>
{
    private const long LargestExponent = 100_000_000_000_000_000;
    private const int DigitsOfAChunk = 18;

    private readonly string? _digits;
    private readonly long _scale;
    private readonly bool _isNegative;

    private ExactNumber(bool isNegative, string digits, long scale)
    {
        _isNegative = isNegative && digits.Length > 0;
        _digits = digits;
        _scale = digits.Length > 0 ? scale : 0;
    }

    /// <summary>Whether the number has no fraction; 1.0 and 1e2 have none.</summary>
    public bool IsInteger => _scale >= Digits.Length;

    public bool IsZero => Digits.Length == 0;

    public bool IsNegative => _isNegative;

    /// <summary>How many significant digits the number has; 0 for zero.</summary>
    public int DigitCount => Digits.Length;

    private string Digits => _digits ?? string.Empty;

    /// <summary>The number of an element, which must be one.</summary>
    public static ExactNumber From(JsonElement element)
    {
        Debug.Assert(element.ValueKind == JsonValueKind.Number);
        return Parse(JsonMarshal.GetRawUtf8Value(element));
    }

    /// <summary>Reads the text of a JSON number, which must be in JSON's form.</summary>
    public static ExactNumber Parse(ReadOnlySpan<byte> json)
    {
        bool isNegative = json[0] == (byte)'-';
        ReadOnlySpan<byte> text = isNegative ? json[1..] : json;
        int exponentAt = text.IndexOfAny((byte)'e', (byte)'E');
        long exponent = exponentAt < 0 ? 0 : ParseExponent(text[(exponentAt + 1)..]);
        ReadOnlySpan<byte> mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int point = mantissa.IndexOf((byte)'.');
        string whole = Encoding.ASCII.GetString(point < 0 ? mantissa : mantissa[..point]);
        string fraction = point < 0 ? string.Empty : Encoding.ASCII.GetString(mantissa[(point + 1)..]);
        string all = whole + fraction;
        string significant = all.TrimStart('0');
        long scale = whole.Length + exponent - (all.Length - significant.Length);
        return new ExactNumber(isNegative, significant.TrimEnd('0'), scale);
    }

    /// <summary>Whether this is a whole multiple of a divisor, exactly.</summary>
    /// <param name="divisor">Greater than zero.</param>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        Debug.Assert(!divisor.IsZero && !divisor.IsNegative);
        if (IsZero)
        {
            return true;
        }

        // a × 10^d is to be a multiple of b. As a does not end in zero, no negative d can do.
        long power = (_scale - Digits.Length) - (divisor._scale - divisor.Digits.Length);
        if (power < 0)
        {
            return false;
        }

        BigInteger modulus = BigInteger.Parse(divisor.Digits, NumberStyles.None, CultureInfo.InvariantCulture);
        BigInteger rest = BigInteger.Zero;
        for (int at = 0; at < Digits.Length; at += DigitsOfAChunk)
        {
            ReadOnlySpan<char> chunk = Digits.AsSpan(at, Math.Min(DigitsOfAChunk, Digits.Length - at));
            long shift = 1;
            for (int i = 0; i < chunk.Length; i++)
            {
                shift *= 10;
            }

            rest = ((rest * shift) + long.Parse(chunk, NumberStyles.None, CultureInfo.InvariantCulture)) % modulus;
        }

        return (rest * BigInteger.ModPow(10, power, modulus) % modulus).IsZero;
    }

    /// <summary>The number as an int; numbers beyond its range are clamped. Must be an integer.</summary>
    public int ToClampedInt32()
    {
        Debug.Assert(IsInteger);
        if (IsZero)
        {
            return 0;
        }

        if (_scale > 10)
        {
            return _isNegative ? int.MinValue : int.MaxValue;
        }

        long value = long.Parse(Digits.PadRight((int)_scale, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        return (int)Math.Clamp(_isNegative ? -value : value, int.MinValue, int.MaxValue);
    }

    /// <summary>Negative, zero or positive as this is less than, equal to or greater than the other.</summary>
    public int Compare(ExactNumber other)
    {
        int sign = Sign();
        if (sign != other.Sign())
        {
            return sign.CompareTo(other.Sign());
        }

        int magnitude = _scale != other._scale ? _scale.CompareTo(other._scale) : string.CompareOrdinal(Digits, other.Digits);
        return sign * magnitude;
    }

    public bool Equals(ExactNumber other) =>
        _isNegative == other._isNegative && _scale == other._scale && string.Equals(Digits, other.Digits, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_isNegative, _scale, string.GetHashCode(Digits, StringComparison.Ordinal));

    private static long ParseExponent(ReadOnlySpan<byte> text)
    {
        bool isNegative = text[0] == (byte)'-';
        long exponent = 0;
        foreach (byte digit in text[(text[0] is (byte)'-' or (byte)'+' ? 1 : 0)..])
        {
            exponent = Math.Min(LargestExponent, (exponent * 10) + (digit - (byte)'0'));
        }

        return isNegative ? -exponent : exponent;
    }

    private int Sign() => IsZero ? 0 : _isNegative ? -1 : 1;
}
