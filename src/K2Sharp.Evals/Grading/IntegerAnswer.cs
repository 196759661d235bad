using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using K2Sharp.Evals.Grading.Mathematics;

namespace K2Sharp.Evals.Grading;

/// <summary>Answers that are whole numbers, as those of the AIME (0 to 999).</summary>
internal static partial class IntegerAnswer
{
    /// <summary>
    /// Compares the last box with the answer. Where the box is absent or holds no whole number, the last whole number of the text counts, and
    /// the grade says so (MathArena grades alike with <c>strict_parsing: false</c>).
    /// </summary>
    public static Grade Judge(string reply, BigInteger expected)
    {
        if (BoxedAnswer.Last(reply) is { } boxed && Read(boxed) is { } value)
        {
            return Judge(value, expected);
        }

        if (LastNumber(reply) is not { } last)
        {
            return Grade.Wrong(null, "no number in the reply").With(MetricNames.ExtractionFailed, 1);
        }

        return Judge(last, expected).With(MetricNames.FallbackUsed, 1);
    }

    /// <summary>The whole number that an answer's LaTeX stands for, or null.</summary>
    public static BigInteger? Read(string latex)
    {
        string text = latex.Trim();
        if (text.Contains('='))
        {
            // "m+n = 70" and "70 = 64+6" both name 70; the last side that is a plain number counts.
            return text.Split('=').Reverse().Select(ReadSide).FirstOrDefault(side => side is not null);
        }

        return ReadSide(text);
    }

    private static BigInteger? ReadSide(string latex) =>
        MathExpression.TryParse(latex, out MathNode? node) && MathEvaluator.Exact(node) is { IsInteger: true } value ? value.Numerator : null;

    private static Grade Judge(BigInteger value, BigInteger expected)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        return Grade.Of(value == expected, text, $"{text}, not {expected}");
    }

    private static BigInteger? LastNumber(string reply) =>
        Number().Matches(reply) is [.., Match last] ? BigInteger.Parse(last.Value.Replace(",", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) : null;

    // No part of a decimal fraction, of a word or of an exponent; commas between groups of three.
    [GeneratedRegex(@"(?<![\w.^])-?(\d{1,3}(,\d{3})+|\d{1,300})(?!\w|\.\d|,\d)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
