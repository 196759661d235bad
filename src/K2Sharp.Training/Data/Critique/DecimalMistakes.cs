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

        if (kind < 0.18)
        {
            return WithOtherNumber(random, split, question);
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

    /// <summary>The right answer with a digit of one number changed. The new pair stays on its side of the split.</summary>
    private static string WithOtherNumber(TaskRandom random, Split split, DecimalQuestion question)
    {
        bool changesWinner = random.Chance(0.5);
        DecimalNumber changed = changesWinner ? question.Winner : question.Loser;
        DecimalNumber kept = changesWinner ? question.Loser : question.Winner;
        while (true)
        {
            char[] digits = changed.Text.ToCharArray();
            int place = random.Next(0, digits.Length);
            if (!char.IsAsciiDigit(digits[place]))
            {
                continue;
            }

            digits[place] = (char)('0' + random.Next(1, 10));
            DecimalNumber other = DecimalRequest.Number(new string(digits));
            bool isNew = other.Text != changed.Text && other.Text != kept.Text;
            if (isNew && new DecimalPair(other, kept).Split == split)
            {
                (string first, string second) = changesWinner ? (other.Text, kept.Text) : (kept.Text, other.Text);
                string claim = question.IsTie ? $"{first} and {second} are equal." : $"{first} is {question.Word} than {second}.";
                return YesNo(question, question.IsLeft) + claim;
            }
        }
    }
}
