using System.Numerics;

namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>Values of expressions: exact where only fractions are involved, otherwise as doubles.</summary>
internal static class MathEvaluator
{
    private const int MaxExponent = 4096;
    private const int MaxFactorial = 1000;
    private const long MaxBits = 1 << 16;

    /// <summary>The exact value, or null where it is irrational, undefined, has variables or is too big to be an answer.</summary>
    public static Rational? Exact(MathNode node)
    {
        switch (node.Kind)
        {
            case MathKind.Number:
                return node.Value;
            case MathKind.Variable or MathKind.Function:
                return null;
            default:
                break;
        }

        var values = new Rational[node.Children.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (Exact(node.Children[i]) is not { } value || value.Size > MaxBits)
            {
                return null;
            }

            values[i] = value;
        }

        return node.Kind switch
        {
            MathKind.Add => values[0] + values[1],
            MathKind.Multiply => values[0] * values[1],
            MathKind.Divide => values[1].IsZero ? null : values[0] / values[1],
            MathKind.Negate => new Rational(-values[0].Numerator, values[0].Denominator),
            MathKind.Absolute => new Rational(BigInteger.Abs(values[0].Numerator), values[0].Denominator),
            MathKind.Power => Power(values[0], values[1]),
            MathKind.Root => Root(values[0], values[1]),
            MathKind.Factorial => Factorial(values[0]),
            MathKind.Binomial => Binomial(values[0], values[1]),
            _ => null,
        };
    }

    /// <summary>The value with given values of the variables; not a number where it is undefined.</summary>
    public static double Approximate(MathNode node, IReadOnlyDictionary<string, double> variables)
    {
        if (node.Kind == MathKind.Number)
        {
            return node.Value.ToDouble();
        }

        if (node.Kind == MathKind.Variable)
        {
            return node.Name switch
            {
                "pi" when !variables.ContainsKey("pi") => Math.PI,
                "e" when !variables.ContainsKey("e") => Math.E,
                _ => variables.TryGetValue(node.Name, out double value) ? value : double.NaN,
            };
        }

        if (Exact(node) is { } exact)
        {
            return exact.ToDouble();
        }

        double first = Approximate(node.Children[0], variables);
        double second = node.Children.Count > 1 ? Approximate(node.Children[1], variables) : 0;
        return node.Kind switch
        {
            MathKind.Add => first + second,
            MathKind.Multiply => first * second,
            MathKind.Divide => first / second,
            MathKind.Negate => -first,
            MathKind.Absolute => Math.Abs(first),
            MathKind.Power => Math.Pow(first, second),
            MathKind.Root => first == 2 ? Math.Sqrt(second) : first == 3 ? Math.Cbrt(second) : Math.Pow(second, 1 / first),
            MathKind.Function => MathFunctions.Call(node.Name, first),
            _ => double.NaN,
        };
    }

    private static Rational? Power(Rational value, Rational exponent)
    {
        if (!exponent.IsInteger)
        {
            // 8^{2/3} is 4: a root that comes out even is exact.
            return exponent.Denominator <= MaxExponent && Root(new Rational(exponent.Denominator, 1), value) is { } root
                ? Power(root, new Rational(exponent.Numerator, 1))
                : null;
        }

        BigInteger power = exponent.Numerator;
        return BigInteger.Abs(power) > MaxExponent || (value.IsZero && power.Sign < 0) || value.Size * (long)BigInteger.Abs(power) > MaxBits
            ? null
            : value.Power((int)power);
    }

    /// <summary>A root that is a fraction, or null.</summary>
    private static Rational? Root(Rational degree, Rational value)
    {
        if (!degree.IsInteger || degree.Numerator < 2 || degree.Numerator > 64 || value.Numerator.Sign < 0)
        {
            return null;
        }

        int n = (int)degree.Numerator;
        return Root(value.Numerator, n) is { } numerator && Root(value.Denominator, n) is { } denominator ? new Rational(numerator, denominator) : null;
    }

    /// <summary>A whole number's root that is a whole number, or null. Newton's steps from above.</summary>
    private static BigInteger? Root(BigInteger value, int n)
    {
        if (value < 2)
        {
            return value;
        }

        BigInteger root = BigInteger.One << (int)((value.GetBitLength() / n) + 1);
        while (true)
        {
            BigInteger next = (((n - 1) * root) + (value / BigInteger.Pow(root, n - 1))) / n;
            if (next >= root)
            {
                break;
            }

            root = next;
        }

        return BigInteger.Pow(root, n) == value ? root : null;
    }

    private static Rational? Factorial(Rational value)
    {
        if (!value.IsInteger || value.Numerator < 0 || value.Numerator > MaxFactorial)
        {
            return null;
        }

        BigInteger product = 1;
        for (int i = 2; i <= (int)value.Numerator; i++)
        {
            product *= i;
        }

        return new Rational(product, 1);
    }

    private static Rational? Binomial(Rational n, Rational k)
    {
        if (!n.IsInteger || !k.IsInteger || n.Numerator < 0 || n.Numerator > MaxExponent || k.Numerator < 0 || k.Numerator > n.Numerator)
        {
            return null;
        }

        BigInteger result = 1;
        for (int i = 1; i <= (int)k.Numerator; i++)
        {
            result = result * ((int)n.Numerator - i + 1) / i;
        }

        return new Rational(result, 1);
    }
}
