using System.Text.RegularExpressions;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Data.Critique;

/// <summary>Recovers what a comparison asks from its wording alone: the critic sees no more than that.</summary>
internal static partial class DecimalRequest
{
    /// <summary>The question; null where the request is not clearly a comparison of two numbers.</summary>
    public static DecimalQuestion? Read(string request)
    {
        DecimalNumber[] numbers = [.. NumberPattern().Matches(request).Select(match => Number(match.Value))];
        if (numbers.Length != 2 || numbers.Any(number => number.Whole.Length > 3 || number.Fraction.Length > 4))
        {
            return null;
        }

        var pair = new DecimalPair(numbers[0], numbers[1]);

        // "One more: which is bigger" does not ask for more.
        string text = request.Replace("one more", string.Empty, StringComparison.OrdinalIgnoreCase);
        string[] words = [.. WordPattern().Matches(text).Select(match => match.Value.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
        ComparisonWord[] found = [.. ComparisonWord.All.Where(word => words.Contains(word.Comparative) || words.Contains(word.Superlative))];
        if (found.Length > 1)
        {
            return null;
        }

        if (found.Length == 1)
        {
            return new DecimalQuestion(pair, found[0].Comparative, found[0].WantsMore, words.Contains("than"), request);
        }

        if (words.Contains("min") || words.Contains("minimum"))
        {
            return new DecimalQuestion(pair, "smaller", WantsMore: false, IsYesNo: false, request);
        }

        bool compares = words.Any(word => word is "max" or "maximum" or "compare" or "vs" or "or");
        return compares ? new DecimalQuestion(pair, "bigger", WantsMore: true, IsYesNo: false, request) : null;
    }

    /// <summary>A number as it is written, with a minus sign or with the word.</summary>
    public static DecimalNumber Number(string text)
    {
        bool isNegative = !char.IsAsciiDigit(text[0]);
        string magnitude = text.TrimStart([.. "minusMINUS -"]);
        int point = magnitude.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? new DecimalNumber(isNegative, magnitude, string.Empty)
            : new DecimalNumber(isNegative, magnitude[..point], magnitude[(point + 1)..]);
    }

    [GeneratedRegex(@"(?<![\w.])(minus |-)?\d+(\.\d+)?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex("[a-z]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WordPattern();
}
