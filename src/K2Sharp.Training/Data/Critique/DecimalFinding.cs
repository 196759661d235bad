using System.Text.RegularExpressions;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Data.Critique;

/// <summary>
/// Goes through an answer to a comparison point by point, in the order of its text: yes or no, the numbers, the adjective. Each point is
/// copied and marked, up to the first that is wrong, so that each mark is one comparison of what was just written.
/// </summary>
internal static partial class DecimalFinding
{
    private const string Missing = "missing wrong";

    public static Finding Of(DecimalQuestion question, string answer)
    {
        var points = new List<string>();
        bool isRight = AddPoints(points, question, answer);
        AnswerForm form = AnswerForms.Of(answer, mostSentences: 1);
        return points.Count == 0 ? Finding.OfBeginning(answer, isRight: false, form) : new Finding(string.Join(", ", points), isRight, form);
    }

    private static bool AddPoints(List<string> points, DecimalQuestion question, string answer)
    {
        bool awaitsYesNo = question.IsYesNo;
        bool hasWord = false;
        bool saysEqual = false;
        var numbers = new List<string>();
        foreach (string point in Point().Matches(answer).Select(match => match.Value.ToLowerInvariant()))
        {
            bool isRight;
            if (point is "yes" or "no")
            {
                if (!awaitsYesNo)
                {
                    continue;
                }

                awaitsYesNo = false;
                isRight = point == (question.IsLeft ? "yes" : "no");
            }
            else if (awaitsYesNo)
            {
                points.Add(Missing);
                return false;
            }
            else if (char.IsAsciiDigit(point[^1]))
            {
                if (numbers.Count == 2)
                {
                    continue;
                }

                numbers.Add(point);
                isRight = Fits(question, numbers);
            }
            else if (hasWord)
            {
                continue;
            }
            else
            {
                hasWord = true;
                saysEqual = point is "equal" or "same";
                isRight = saysEqual ? question.IsTie : !question.IsTie && WantsMore(point) == question.WantsMore;
            }

            points.Add(point + (isRight ? " ok" : " wrong"));
            if (!isRight)
            {
                return false;
            }
        }

        if (points.Count > 0 && numbers.Count == 0 && !saysEqual)
        {
            points.Add(Missing);
            return false;
        }

        return points.Count > 0;
    }

    /// <summary>Whether the last of the numbers may stand where it stands; a tie may name its numbers in both orders.</summary>
    private static bool Fits(DecimalQuestion question, List<string> numbers)
    {
        string winner = question.Winner.Text;
        string loser = question.Loser.Text;
        bool isFirst = numbers.Count == 1;
        if (!question.IsTie)
        {
            return numbers[^1] == (isFirst ? winner : loser);
        }

        return isFirst ? numbers[0] == winner || numbers[0] == loser : numbers[1] == (numbers[0] == winner ? loser : winner);
    }

    private static bool WantsMore(string comparative) =>
        ComparisonWord.All.First(word => string.Equals(word.Comparative, comparative, StringComparison.Ordinal)).WantsMore;

    [GeneratedRegex(
        @"\b(yes|no|equal|same|bigger|larger|greater|higher|more|smaller|lower|less)\b|-?\d+(\.\d+)?",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Point();
}
