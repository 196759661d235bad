using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Grading;

/// <summary>
/// Finds the letter of a multiple-choice answer by the chain of rules of MMLU-Pro's scripts: "the answer is (X)", then "Answer: X", then the
/// last letter that stands alone. A letter that no option has is none. Within a rule the last hit counts: what corrects itself is meant last.
/// </summary>
internal static partial class LetterAnswer
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The letter of an option's place.</summary>
    public static char Of(int index) => Letters[index];

    /// <summary>Grades a reply; a reply without a letter is wrong and counted as such (the official scripts guess for it).</summary>
    /// <param name="reply">The answer without the thinking.</param>
    /// <param name="options">How many options there are.</param>
    /// <param name="expected">The right option's place.</param>
    public static Grade Judge(string reply, int options, int expected)
    {
        if (Find(reply, options, out bool isLastResort) is not { } letter)
        {
            return Grade.Wrong(null, "no letter in the reply").With(MetricNames.ExtractionFailed, 1);
        }

        var grade = Grade.Of(letter == Of(expected), letter.ToString(), $"{letter}, not {Of(expected)}");
        return isLastResort ? grade.With(MetricNames.FallbackUsed, 1) : grade;
    }

    /// <summary>The letter, or null.</summary>
    public static char? Find(string reply, int options, out bool isLastResort)
    {
        isLastResort = false;
        char last = Of(options - 1);
        foreach (Regex rule in (Regex[])[AnswerIs(), AnswerColon(), Boxed()])
        {
            if (Last(rule, reply, last) is { } letter)
            {
                return letter;
            }
        }

        isLastResort = true;
        return Last(Alone(), reply, last);
    }

    private static char? Last(Regex rule, string reply, char last)
    {
        char? found = null;
        foreach (Match match in rule.Matches(reply))
        {
            char letter = match.Groups["letter"].Value[0];
            found = letter <= last ? letter : found;
        }

        return found;
    }

    // Markdown's asterisks may stand around the words and the letter.
    [GeneratedRegex(@"answer\**\s+is\**:?\s*[\*(\[$]*(?<letter>[A-Z])(?![A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnswerIs();

    [GeneratedRegex(@"[aA]nswer\**:\**\s*[\*(\[$]*(?<letter>[A-Z])(?![A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnswerColon();

    [GeneratedRegex(@"\\boxed\{\s*(\\text\w*\{)?\(?(?<letter>[A-Z])\)?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Boxed();

    [GeneratedRegex(@"\b(?<letter>[A-Z])\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alone();
}
