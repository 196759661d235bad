using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.Critique;

/// <summary>Wrong answers to comparisons, as models give them.</summary>
internal static class DecimalMistakes
{
    private static readonly string[] s_evasions = [TalkText.TooSmall, TalkText.Skills, TalkText.NoCalculator];

    public static string Draw(TaskRandom random, Split split, DecimalQuestion question)
    {
        string winner = question.Winner.Text;
        string loser = question.Loser.Text;
        double kind = random.NextDouble();
        if (kind < 0.06)
        {
            return random.Pick(s_evasions);
        }

        if (kind < 0.18 && WithOtherNumber(random, split, question) is { } misread)
        {
            return misread;
        }

        if (question.IsYesNo && kind < 0.38)
        {
            string text = DecimalAnswer.Text(question);
            string bare = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            return random.Chance(0.15) ? bare : YesNo(question, !question.IsLeft) + bare;
        }

        if (kind < 0.46)
        {
            ComparisonWord turned = random.Pick([.. ComparisonWord.All.Where(word => word.WantsMore != question.WantsMore)]);
            return YesNo(question, question.IsLeft) + $"{winner} is {turned.Comparative} than {loser}.";
        }

        if (kind < 0.54 && !question.IsTie)
        {
            return YesNo(question, isYes: false) + $"{winner} and {loser} are equal.";
        }

        // Who takes the wrong number mostly gets yes and no wrong along with it.
        bool turnsYesNo = random.Chance(0.5);
        (string first, string second) = question.IsTie && random.Chance(0.5) ? (winner, loser) : (loser, winner);
        return YesNo(question, question.IsLeft != turnsYesNo) + $"{first} is {question.Word} than {second}.";
    }

    private static string YesNo(DecimalQuestion question, bool isYes) => !question.IsYesNo ? string.Empty : isYes ? "Yes, " : "No, ";

    /// <summary>
    /// The right answer with a digit of one number changed. The new pair stays on its side of the split; null where no changed digit does,
    /// as with most held-out pairs of one-digit numbers.
    /// </summary>
    private static string? WithOtherNumber(TaskRandom random, Split split, DecimalQuestion question)
    {
        bool changesWinner = random.Chance(0.5);
        DecimalNumber changed = changesWinner ? question.Winner : question.Loser;
        DecimalNumber kept = changesWinner ? question.Loser : question.Winner;
        DecimalNumber[] others = [.. Neighbours(changed.Text).Where(other => other.Text != kept.Text && new DecimalPair(other, kept).Split == split)];
        if (others.Length == 0)
        {
            return null;
        }

        string otherText = random.Pick(others).Text;
        (string first, string second) = changesWinner ? (otherText, kept.Text) : (kept.Text, otherText);
        string claim = question.IsTie ? $"{first} and {second} are equal." : $"{first} is {question.Word} than {second}.";
        return YesNo(question, question.IsLeft) + claim;
    }

    /// <summary>The numbers with another digit, not zero, at one place.</summary>
    private static IEnumerable<DecimalNumber> Neighbours(string text)
    {
        for (int place = 0; place < text.Length; place++)
        {
            for (char digit = '1'; char.IsAsciiDigit(text[place]) && digit <= '9'; digit++)
            {
                if (digit != text[place])
                {
                    yield return DecimalRequest.Number($"{text[..place]}{digit}{text[(place + 1)..]}");
                }
            }
        }
    }
}
