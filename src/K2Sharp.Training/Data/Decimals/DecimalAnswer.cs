using System.Text.RegularExpressions;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>The answer to a comparison: how it is written and how it is judged.</summary>
internal static partial class DecimalAnswer
{
    /// <summary>The teacher's wording.</summary>
    public static string Text(DecimalQuestion question)
    {
        string text = question.IsTie
            ? $"{question.Winner.Text} and {question.Loser.Text} are equal."
            : $"{question.Winner.Text} is {question.Word} than {question.Loser.Text}.";
        return !question.IsYesNo ? text : question.IsLeft ? "Yes, " + text : "No, " + text;
    }

    /// <summary>Judges an answer by what it claims, not by its wording.</summary>
    public static Verdict Judge(DecimalQuestion question, string answer)
    {
        string? claimed = Claim(question, answer, out string why);
        if (claimed is null)
        {
            return Verdict.Fail(why);
        }

        if (claimed != (question.IsTie ? string.Empty : question.Winner.Text))
        {
            return Verdict.Fail("the answer names the wrong number");
        }

        bool yes = YesWord().IsMatch(answer);
        bool no = NoWord().IsMatch(answer);
        bool wantsYes = question.IsYesNo && question.IsLeft;
        bool wantsNo = question.IsYesNo && !question.IsLeft;
        return question.IsYesNo && (yes != wantsYes || no != wantsNo) ? Verdict.Fail("yes or no is wrong") : Verdict.Pass;
    }

    /// <summary>Whether an answer says something about the two numbers and nothing else, true or not.</summary>
    public static Verdict JudgeForm(DecimalQuestion question, string answer) =>
        Claim(question, answer, out string why) is null ? Verdict.Fail(why) : Verdict.Pass;

    /// <summary>The number that the answer names, an empty text for "equal", or null where it names none.</summary>
    private static string? Claim(DecimalQuestion question, string answer, out string why)
    {
        string[] numbers = [.. Number().Matches(answer).Select(match => match.Value)];
        why = "the answer names another number";
        if (numbers.Any(number => number != question.Pair.Left.Text && number != question.Pair.Right.Text))
        {
            return null;
        }

        string[] more = [.. ComparisonWord.All.Where(word => word.WantsMore).Select(word => word.Comparative)];
        string[] less = [.. ComparisonWord.All.Where(word => !word.WantsMore).Select(word => word.Comparative)];
        bool saysMore = more.Any(word => HasWord(answer, word));
        bool saysLess = less.Any(word => HasWord(answer, word));
        if (HasWord(answer, "equal") || HasWord(answer, "same"))
        {
            why = "the answer says two things";
            return saysMore || saysLess ? null : string.Empty;
        }

        why = "the answer is not one comparison";
        if (numbers.Length is not (1 or 2) || (saysMore && saysLess) || (numbers.Length == 2 && numbers[0] == numbers[1]))
        {
            return null;
        }

        bool isTurned = question.WantsMore ? saysLess : saysMore;
        if (!isTurned)
        {
            return numbers[0];
        }

        return numbers.Length == 2 ? numbers[1] : null;
    }

    private static bool HasWord(string text, string word) =>
        Regex.IsMatch(text, $@"\b{word}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"-?\d+(\.\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\byes\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex YesWord();

    [GeneratedRegex(@"\bno\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NoWord();
}
