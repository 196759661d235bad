using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>
/// Whether two answers are the same: numbers and expressions by value (with variables: at sample points), tuples and intervals part by part,
/// sets and lists in any order, and everything else as text.
/// </summary>
internal static partial class MathAnswer
{
    private const double Tolerance = 1e-9;

    // Where expressions with variables are compared: nothing special about these values.
    private static readonly double[] s_samples = [0.7390851332, 1.3247179572, 2.2360679775, 0.2078795764, 3.3593045623];

    public static bool AreEqual(string given, string expected)
    {
        if (LatexText.Plain(given) == LatexText.Plain(expected))
        {
            return LatexText.Plain(expected).Length > 0;
        }

        return AreEqualParts(given, expected, depth: 0);
    }

    /// <summary>A number whose thousands are set apart, without the commas; any other text as it is.</summary>
    public static string WithoutThousands(string text) => Thousands().IsMatch(text) ? text.Replace(",", string.Empty, StringComparison.Ordinal) : text;

    /// <summary>A form in which equal answers of different attempts meet, for majorities: the exact value where there is one.</summary>
    public static string Canonical(string answer)
    {
        string side = LastSide(LatexText.Clean(answer));
        return MathExpression.TryParse(side, out MathNode? node) && MathEvaluator.Exact(node) is { } value ? value.ToString() : LatexText.Plain(answer);
    }

    private static bool AreEqualParts(string given, string expected, int depth)
    {
        var left = AnswerParts.Of(given);
        var right = AnswerParts.Of(expected);
        if (left.Parts.Count > 1 || right.Parts.Count > 1 || left.Open != right.Open)
        {
            bool sameBrackets = (left.Open == right.Open && left.Close == right.Close) || (left.IsUnordered && right.IsUnordered);
            return sameBrackets && depth < 4 && left.Parts.Count == right.Parts.Count
                && (right.IsUnordered ? MatchInAnyOrder(left.Parts, right.Parts, depth) : left.Parts.Zip(right.Parts).All(pair => AreEqualParts(pair.First, pair.Second, depth + 1)));
        }

        return AreEqualValues(LastSide(left.Parts[0]), LastSide(right.Parts[0]));
    }

    private static bool MatchInAnyOrder(IReadOnlyList<string> given, IReadOnlyList<string> expected, int depth)
    {
        List<string> open = [.. expected];
        foreach (string part in given)
        {
            int found = open.FindIndex(candidate => AreEqualParts(part, candidate, depth + 1));
            if (found < 0)
            {
                return false;
            }

            open.RemoveAt(found);
        }

        return open.Count == 0;
    }

    private static bool AreEqualValues(string given, string expected)
    {
        if (!MathExpression.TryParse(given, out MathNode? left) || !MathExpression.TryParse(expected, out MathNode? right))
        {
            string text = LatexText.Plain(expected);
            return text.Length > 0 && LatexText.Plain(given) == text;
        }

        if (MathEvaluator.Exact(left) is { } a && MathEvaluator.Exact(right) is { } b)
        {
            return a == b;
        }

        string[] variables = [.. left.Variables().Concat(right.Variables()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int points = variables.Length == 0 ? 1 : s_samples.Length;
        int compared = 0;
        for (int point = 0; point < points; point++)
        {
            var values = new Dictionary<string, double>(StringComparer.Ordinal);
            for (int i = 0; i < variables.Length; i++)
            {
                values[variables[i]] = s_samples[(point + i) % s_samples.Length] + i;
            }

            double x = MathEvaluator.Approximate(left, values);
            double y = MathEvaluator.Approximate(right, values);
            if (double.IsFinite(x) != double.IsFinite(y) || (double.IsFinite(x) && Math.Abs(x - y) > Tolerance * Math.Max(1e-3, Math.Max(Math.Abs(x), Math.Abs(y)))))
            {
                return false;
            }

            compared += double.IsFinite(x) ? 1 : 0;
        }

        return compared > 0;
    }

    /// <summary>Of "x = 5" the 5; of a text without an equals sign all.</summary>
    private static string LastSide(string text)
    {
        int equals = text.LastIndexOf('=');
        return equals <= 0 || text[equals - 1] is '<' or '>' or '!' ? text : text[(equals + 1)..];
    }

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Thousands();
}
