using System.Globalization;
using System.Numerics;

namespace K2Sharp.Agents.Tools.Calculation;

/// <summary>
/// Evaluates <c>+ - * / // % ^ **</c>, signs, parentheses, <c>abs min max floor round sqrt gcd factorial</c>, exactly: fractions stay
/// fractions, and what is not rational (a root that does not come out) is refused rather than rounded.
/// </summary>
internal ref struct Expression
{
    private const int MostBits = 200_000;
    private const int Deepest = 200;
    private const int LargestFactorial = 2000;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private Expression(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="CalculationException">It is no expression, or has no exact value.</exception>
    public static Rational Evaluate(ReadOnlySpan<char> text)
    {
        var parser = new Expression(text);
        Rational value = parser.Sum();
        return parser.Peek() == '\0' ? value : throw parser.Unexpected();
    }

    private Rational Sum()
    {
        if (++_depth > Deepest)
        {
            throw new CalculationException("the expression nests too deeply");
        }

        Rational value = Product();
        while (true)
        {
            if (Take('+'))
            {
                value = Bounded(value + Product());
            }
            else if (Take('-'))
            {
                value = Bounded(value - Product());
            }
            else
            {
                _depth--;
                return value;
            }
        }
    }

    private Rational Product()
    {
        Rational value = Signed();
        while (true)
        {
            if (Peek() == '*' && Next() != '*')
            {
                Take('*');
                value = Bounded(value * Signed());
            }
            else if (Take('/'))
            {
                value = Take('/') ? (value / Signed()).Floor() : Bounded(value / Signed());
            }
            else if (Take('%'))
            {
                value = Bounded(value % Signed());
            }
            else
            {
                return value;
            }
        }
    }

    private Rational Signed()
    {
        bool isNegative = false;
        while (Peek() is '-' or '+')
        {
            isNegative ^= _text[_at++] == '-';
        }

        Rational value = Power();
        return isNegative ? -value : value;
    }

    private Rational Power()
    {
        Rational value = Atom();
        if (Take('^') || (Peek() == '*' && Next() == '*' && Take('*') && Take('*')))
        {
            if (++_depth > Deepest)
            {
                throw new CalculationException("the expression nests too deeply");
            }

            Rational exponent = Signed();
            _depth--;
            if (!exponent.IsWhole)
            {
                throw new CalculationException("exponents must be whole numbers (there is sqrt)");
            }

            long bits = Math.Max(value.Numerator.GetBitLength(), value.Denominator.GetBitLength());
            if (BigInteger.Abs(exponent.Numerator) * (bits > 1 ? bits : 0) > MostBits)
            {
                throw new CalculationException("the result is too large");
            }

            // Of -1, 0 and 1 only the exponent's parity matters.
            int small = bits > 1 ? (int)exponent.Numerator : (int)(exponent.Numerator % 2) + (exponent.Numerator.Sign * 2);
            value = value.Power(small);
        }

        return value;
    }

    private Rational Atom()
    {
        char next = Peek();
        if (Take('('))
        {
            Rational value = Sum();
            return Take(')') ? value : throw Unexpected();
        }

        return char.IsAsciiDigit(next) || next == '.' ? Number() : char.IsAsciiLetter(next) ? Function() : throw Unexpected();
    }

    private Rational Number()
    {
        int begin = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '.' or '_'))
        {
            _at++;
        }

        string digits = _text[begin.._at].ToString().Replace("_", string.Empty, StringComparison.Ordinal);
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? digits : digits.Remove(point, 1);
        if (whole.Length == 0 || whole.Contains('.', StringComparison.Ordinal))
        {
            throw new CalculationException($"{digits} is not a number");
        }

        int exponent = point < 0 ? 0 : point - whole.Length;
        if (_at < _text.Length && _text[_at] is 'e' or 'E' && _at + 1 < _text.Length && (char.IsAsciiDigit(_text[_at + 1]) || _text[_at + 1] is '-' or '+'))
        {
            int mark = ++_at;
            _at++;
            while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            {
                _at++;
            }

            exponent += int.TryParse(_text[mark.._at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int given) && Math.Abs(given) < 10_000
                ? given
                : throw new CalculationException("the exponent of a number is too large");
        }

        return new Rational(BigInteger.Parse(whole, CultureInfo.InvariantCulture), 1) * new Rational(10, 1).Power(exponent);
    }

    private Rational Function()
    {
        int begin = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        string name = _text[begin.._at].ToString().ToLowerInvariant();
        if (!Take('('))
        {
            throw new CalculationException($"{name} is not known: numbers, + - * / // % ^, parentheses and abs min max floor round sqrt gcd factorial are");
        }

        List<Rational> arguments = [Sum()];
        while (Take(','))
        {
            arguments.Add(Sum());
        }

        return Take(')') ? Apply(name, arguments) : throw Unexpected();
    }

    private static Rational Apply(string name, List<Rational> arguments) => (name, arguments.Count) switch
    {
        ("abs", 1) => new Rational(BigInteger.Abs(arguments[0].Numerator), arguments[0].Denominator),
        ("floor", 1) => arguments[0].Floor(),
        ("round", 1) => (arguments[0] + new Rational(1, 2)).Floor(),
        ("sqrt", 1) => new Rational(Root(arguments[0].Numerator), Root(arguments[0].Denominator)),
        ("factorial", 1) => Factorial(arguments[0]),
        ("gcd", 2) when arguments[0].IsWhole && arguments[1].IsWhole => new Rational(BigInteger.GreatestCommonDivisor(arguments[0].Numerator, arguments[1].Numerator), 1),
        ("min", > 0) => arguments.Aggregate((a, b) => (b - a).Numerator.Sign < 0 ? b : a),
        ("max", > 0) => arguments.Aggregate((a, b) => (b - a).Numerator.Sign > 0 ? b : a),
        _ => throw new CalculationException($"{name} with {arguments.Count} arguments is not known"),
    };

    private static Rational Factorial(Rational n)
    {
        if (!n.IsWhole || n.Numerator < 0 || n.Numerator > LargestFactorial)
        {
            throw new CalculationException($"factorial takes whole numbers from 0 to {LargestFactorial}");
        }

        BigInteger product = BigInteger.One;
        for (int i = 2; i <= (int)n.Numerator; i++)
        {
            product *= i;
        }

        return new Rational(product, 1);
    }

    private static BigInteger Root(BigInteger square)
    {
        if (square.Sign < 0)
        {
            throw new CalculationException("the root of a negative number");
        }

        if (square.IsZero)
        {
            return square;
        }

        // Newton's iteration from above, on whole numbers.
        BigInteger root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root * root == square ? root : throw new CalculationException("the root is not rational; use python for approximate values");
            }

            root = next;
        }
    }

    private static Rational Bounded(Rational value) => value.Numerator.GetBitLength() + value.Denominator.GetBitLength() <= MostBits ? value : throw new CalculationException("the result is too large");

    private char Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private readonly char Next() => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private bool Take(char c)
    {
        bool isThere = Peek() == c;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private CalculationException Unexpected() => Peek() == '\0'
        ? new CalculationException("the expression is not complete")
        : new CalculationException($"\"{_text[_at]}\" at position {_at + 1} was not expected");
}
