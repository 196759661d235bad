using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>
/// Reads an expression as people and models write it: LaTeX or plain, with implicit products, mixed numbers, roots, powers, functions.
/// Recursive descent; whatever it does not know makes the whole text no expression.
/// </summary>
internal sealed class MathExpression
{
    private const int MaxDepth = 100;
    private const int MaxLength = 2000;
    private readonly string _text;
    private int _at;
    private int _depth;

    private MathExpression(string text) => _text = text;

    /// <summary>Parses a text all of which is one expression.</summary>
    public static bool TryParse(string latex, [NotNullWhen(true)] out MathNode? node)
    {
        node = null;
        string text = LatexText.Clean(latex);
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        var parser = new MathExpression(MathAnswer.WithoutThousands(text));
        try
        {
            node = parser.Sum();
            parser.SkipSpaces();
        }
        catch (FormatException)
        {
            node = null;
        }

        if (parser._at < parser._text.Length)
        {
            node = null;
        }

        return node is not null;
    }

    private MathNode Sum()
    {
        if (++_depth > MaxDepth)
        {
            throw Unknown();
        }

        MathNode sum = Product();
        while (true)
        {
            if (Take('+'))
            {
                sum = new MathNode(MathKind.Add, sum, Product());
            }
            else if (Take('-'))
            {
                sum = new MathNode(MathKind.Add, sum, new MathNode(MathKind.Negate, Product()));
            }
            else
            {
                _depth--;
                return sum;
            }
        }
    }

    private MathNode Product()
    {
        if (Take('-'))
        {
            return new MathNode(MathKind.Negate, Product());
        }

        if (Take('+'))
        {
            return Product();
        }

        MathNode product = Powered();
        while (true)
        {
            SkipSpaces();
            if (Take('*'))
            {
                product = new MathNode(MathKind.Multiply, product, Signed());
            }
            else if (Take('/'))
            {
                product = new MathNode(MathKind.Divide, product, Signed());
            }
            else if (StartsFactor())
            {
                product = new MathNode(MathKind.Multiply, product, Powered());
            }
            else
            {
                return product;
            }
        }
    }

    private MathNode Signed() => Take('-') ? new MathNode(MathKind.Negate, Signed()) : Powered();

    private MathNode Powered()
    {
        MathNode value = Atom();
        while (Take('!'))
        {
            value = new MathNode(MathKind.Factorial, value);
        }

        if (!Take('^'))
        {
            return value;
        }

        MathNode exponent = Take('-') ? new MathNode(MathKind.Negate, Argument()) : Argument();
        value = new MathNode(MathKind.Power, value, exponent);
        return Take('!') ? new MathNode(MathKind.Factorial, value) : value;
    }

    private MathNode Atom()
    {
        SkipSpaces();
        char c = Peek();
        switch (c)
        {
            case '(':
                return Group('(', ')');
            case '[':
                return Group('[', ']');
            case '{':
                return Group('{', '}');
            case '|':
                return new MathNode(MathKind.Absolute, Group('|', '|'));
            case '\\':
                return Command();
            default:
                return char.IsAsciiDigit(c) || c == '.' ? NumberOrMixed() : char.IsAsciiLetter(c) ? Word() : throw Unknown();
        }
    }

    private MathNode Group(char open, char close)
    {
        Expect(open);
        MathNode value = Sum();
        Expect(close);
        return value;
    }

    /// <summary>What TeX takes as one argument: a group, one digit, one letter or one command.</summary>
    private MathNode Argument()
    {
        SkipSpaces();
        char c = Peek();
        if (c == '{')
        {
            return Group('{', '}');
        }

        if (char.IsAsciiDigit(c))
        {
            // In plain text 2^10 means ten; in TeX it would be 2^{1}0, which nobody writes.
            return _at > 0 && _text[_at - 1] == '^' ? Number() : MathNode.Number(_text[_at++] - '0');
        }

        return Atom();
    }

    private MathNode NumberOrMixed()
    {
        MathNode number = Number();
        SkipSpaces();
        int start = _at;
        if (!number.Value.IsInteger || !TakeWord("\\frac"))
        {
            return number;
        }

        // 3\frac12 is three and a half; 3\frac{x}2 is a product.
        MathNode fraction = new(MathKind.Divide, Argument(), Argument());
        if (fraction.Children.All(part => part.Kind == MathKind.Number) && MathEvaluator.Exact(fraction) is { } value && value.Numerator < value.Denominator)
        {
            return new MathNode(MathKind.Add, number, fraction);
        }

        _at = start;
        return number;
    }

    private MathNode Number()
    {
        int start = _at;
        while (char.IsAsciiDigit(Peek()))
        {
            _at++;
        }

        int fraction = 0;
        if (Peek() == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            for (; char.IsAsciiDigit(Peek()); _at++)
            {
                fraction++;
            }
        }

        string digits = _text[start.._at].Replace(".", string.Empty, StringComparison.Ordinal);
        return digits.Length == 0
            ? throw Unknown()
            : MathNode.Number(new Rational(BigInteger.Parse(digits, CultureInfo.InvariantCulture), BigInteger.Pow(10, fraction)));
    }

    private MathNode Command()
    {
        int start = _at++;
        while (char.IsAsciiLetter(Peek()))
        {
            _at++;
        }

        string name = _text[(start + 1).._at];
        switch (name)
        {
            case "frac":
                return new MathNode(MathKind.Divide, Argument(), Argument());
            case "binom":
                return new MathNode(MathKind.Binomial, Argument(), Argument());
            case "sqrt":
                return Root();
            case "lfloor":
                return Floor("floor", "\\rfloor");
            case "lceil":
                return Floor("ceil", "\\rceil");
            case "" or "infty" or "cup" or "cap" or "in" or "to" or "pm" or "mp" or "le" or "ge" or "leq" or "geq" or "neq" or "lt" or "gt":
                throw Unknown();
            default:
                return MathFunctions.IsOne(name) ? Function(name) : Subscripted(name);
        }
    }

    private MathNode Floor(string function, string close)
    {
        MathNode value = Sum();
        SkipSpaces();
        return TakeWord(close) ? MathNode.Function(function, value) : throw Unknown();
    }

    private MathNode Root()
    {
        MathNode degree = MathNode.Number(2);
        SkipSpaces();
        if (Peek() == '[')
        {
            degree = Group('[', ']');
        }

        SkipSpaces();
        return new MathNode(MathKind.Root, degree, Peek() == '(' ? Group('(', ')') : Argument());
    }

    /// <summary>A word without backslash: a function, a constant, or letters that are multiplied.</summary>
    private MathNode Word()
    {
        foreach (string name in MathFunctions.Names.OrderByDescending(name => name.Length))
        {
            if (TakeWord(name))
            {
                return Function(name);
            }
        }

        if (TakeWord("sqrt"))
        {
            return Root();
        }

        return TakeWord("pi") ? MathNode.Variable("pi") : Subscripted(_text[_at++].ToString());
    }

    private MathNode Subscripted(string name)
    {
        if (Peek() != '_')
        {
            return MathNode.Variable(name);
        }

        int start = _at++;
        if (Peek() == '{')
        {
            int end = _text.IndexOf('}', _at);
            _at = end < 0 ? throw Unknown() : end + 1;
        }
        else
        {
            _at = Math.Min(_at + 1, _text.Length);
        }

        return MathNode.Variable(name + _text[start.._at].Replace("{", string.Empty, StringComparison.Ordinal).Replace("}", string.Empty, StringComparison.Ordinal));
    }

    private MathNode Function(string name)
    {
        MathNode? power = Take('^') ? Argument() : null;
        MathNode? logBase = Take('_') ? Argument() : null;
        SkipSpaces();
        MathNode argument = Powered();
        while (argument.Kind is not (MathKind.Add or MathKind.Function) && (char.IsAsciiLetter(Peek()) || _text.AsSpan(_at).StartsWith("\\pi")))
        {
            argument = new MathNode(MathKind.Multiply, argument, Powered());
        }

        MathNode value = MathNode.Function(name, argument);
        if (logBase is not null)
        {
            value = new MathNode(MathKind.Divide, value, MathNode.Function(name, logBase));
        }

        return power is null ? value : new MathNode(MathKind.Power, value, power);
    }

    private bool StartsFactor()
    {
        char c = Peek();
        return char.IsAsciiLetterOrDigit(c) || c is '(' or '{' || (c == '\\' && !_text.AsSpan(_at).StartsWith("\\rfloor") && !_text.AsSpan(_at).StartsWith("\\rceil"));
    }

    private bool Take(char c)
    {
        SkipSpaces();
        if (Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c))
        {
            throw Unknown();
        }
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private FormatException Unknown() => new($"not an expression at {_at}");
}
