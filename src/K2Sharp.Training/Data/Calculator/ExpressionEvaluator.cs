using System.Globalization;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>Evaluates + - * / and parentheses in exact decimals. Only quotients are rounded, to 28 digits.</summary>
internal ref struct ExpressionEvaluator
{
    private const int DeepestNesting = 32;

    private readonly ReadOnlySpan<char> _text;

    private int _at;

    private int _depth;

    private ExpressionEvaluator(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The value, or false and what is wrong with the expression.</summary>
    public static bool TryEvaluate(string expression, out decimal value, out string error)
    {
        var evaluator = new ExpressionEvaluator(expression);
        value = 0;
        try
        {
            value = evaluator.Sum();
            error = evaluator.Peek() == '\0' ? string.Empty : "bad expression";
        }
        catch (FormatException)
        {
            error = "bad expression";
        }
        catch (DivideByZeroException)
        {
            error = "division by zero";
        }
        catch (OverflowException)
        {
            error = "number too large";
        }

        return error.Length == 0;
    }

    private decimal Sum()
    {
        decimal value = Product();
        while (Peek() is '+' or '-')
        {
            char symbol = _text[_at++];
            decimal next = Product();
            value = symbol == '+' ? value + next : value - next;
        }

        return value;
    }

    private decimal Product()
    {
        decimal value = Signed();
        while (Peek() is '*' or '/')
        {
            char symbol = _text[_at++];
            decimal next = Signed();
            value = symbol == '*' ? value * next : value / next;
        }

        return value;
    }

    private decimal Signed()
    {
        if (++_depth > DeepestNesting)
        {
            throw new FormatException("nested too deep");
        }

        decimal value;
        switch (Peek())
        {
            case '-':
                _at++;
                value = -Signed();
                break;
            case '(':
                _at++;
                value = Sum();
                if (Peek() != ')')
                {
                    throw new FormatException("missing parenthesis");
                }

                _at++;
                break;
            default:
                value = Number();
                break;
        }

        _depth--;
        return value;
    }

    private decimal Number()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
        {
            _at++;
        }

        return decimal.Parse(_text[start.._at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    /// <summary>The next character that is not a space, or NUL at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }
}
