using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Grading;

/// <summary>What a judge says of a reply.</summary>
/// <param name="IsCorrect">Whether the reply's answer is the expected one.</param>
/// <param name="Answer">The final answer that it found in the reply; null for none.</param>
/// <param name="Confidence">The confidence that the reply states, 0 to 100; 100 where it states none, as in HLE.</param>
internal sealed partial record JudgeVerdict(bool IsCorrect, string? Answer, double Confidence)
{
    private const double DefaultConfidence = 100;

    /// <summary>Reads a verdict: JSON with HLE's fields, or lines "extracted_final_answer: ...", "correct: yes", "confidence: 80%".</summary>
    /// <returns>Null where the text holds no verdict; it is then no verdict of "no".</returns>
    public static JudgeVerdict? Read(string text)
    {
        if (FromJson(text) is { } verdict)
        {
            return verdict;
        }

        // The group alone is the answer: the whole match "correct: yes" never equals "yes", by which a published script scores everything 0.
        Match correct = Correct().Match(text);
        if (!correct.Success)
        {
            return null;
        }

        Match confidence = ConfidenceLine().Match(text);
        Match answer = AnswerLine().Match(text);
        return new JudgeVerdict(
            string.Equals(correct.Groups["verdict"].Value, "yes", StringComparison.OrdinalIgnoreCase),
            Clean(answer.Success ? answer.Groups["answer"].Value : null),
            confidence.Success ? Percent(confidence.Groups["value"].Value) : DefaultConfidence);
    }

    private static JudgeVerdict? FromJson(string text)
    {
        int start = text.IndexOf('{');
        int end = text.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text.AsMemory(start..(end + 1)));
            JsonElement root = document.RootElement;
            if (!root.TryGetProperty("correct", out JsonElement correct))
            {
                return null;
            }

            bool? isCorrect = correct.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String when string.Equals(correct.GetString(), "yes", StringComparison.OrdinalIgnoreCase) => true,
                JsonValueKind.String when string.Equals(correct.GetString(), "no", StringComparison.OrdinalIgnoreCase) => false,
                _ => null,
            };
            string? answer = root.TryGetProperty("extracted_final_answer", out JsonElement extracted) && extracted.ValueKind == JsonValueKind.String ? extracted.GetString() : null;
            double confidence = root.TryGetProperty("confidence", out JsonElement stated) ? stated.ValueKind switch
            {
                JsonValueKind.Number => Math.Clamp(stated.GetDouble(), 0, 100),
                JsonValueKind.String => Percent(stated.GetString()!),
                _ => DefaultConfidence,
            } : DefaultConfidence;
            return isCorrect is { } known ? new JudgeVerdict(known, Clean(answer), confidence) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Clean(string? answer)
    {
        string? text = answer?.Trim().Trim('*').Trim();
        return text is null or "" or "None" or "none" ? null : text;
    }

    private static double Percent(string text) =>
        double.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? Math.Clamp(value, 0, 100) : DefaultConfidence;

    [GeneratedRegex(@"(?<!\w)\**correct\**\s*:\s*\**\s*(?<verdict>yes|no)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Correct();

    [GeneratedRegex(@"(?<!\w)\**confidence\**\s*:\s*\**\s*(?<value>\d+(\.\d+)?)\s*%?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConfidenceLine();

    [GeneratedRegex(@"extracted_final_answer\**\s*:\s*(?<answer>[^\n]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnswerLine();
}
