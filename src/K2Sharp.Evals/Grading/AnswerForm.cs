using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Grading;

/// <summary>The three lines that HLE and BrowseComp ask for, and how they are read.</summary>
internal static partial class AnswerForm
{
    /// <summary>What is asked for, in our words: the fields' names are those of the published prompts.</summary>
    public const string Instruction = """
        Your response should have this form:
        Explanation: {your explanation for your answer}
        Exact Answer: {your succinct, final answer}
        Confidence: {your confidence between 0% and 100% for your answer}
        """;

    /// <summary>The last stated answer, or null.</summary>
    public static string? Answer(string reply) => Answers().Matches(reply) is [.., Match last] ? last.Groups["answer"].Value.Trim().Trim('*').Trim() : null;

    /// <summary>The confidence, 0 to 100, or null.</summary>
    public static double? Confidence(string reply) =>
        Confidences().Matches(reply) is [.., Match last] ? Math.Clamp(double.Parse(last.Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture), 0, 100) : null;

    [GeneratedRegex(@"\**(Exact )?Answer\**\s*:\s*(?<answer>[^\n]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answers();

    [GeneratedRegex(@"\**Confidence\**\s*:\s*\**\s*(?<value>\d+(\.\d+)?)\s*%?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Confidences();
}
