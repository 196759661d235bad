using System.Text;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>
/// The thought that compares two numbers place by place. Every step is a copy, or a comparison of two digits that are both written before
/// the sign (a sign between them would have to know the second before it is there): what is asked, the numbers, how many digits
/// stand before the point, these digits from the left (a reader from left to right cannot know how far the point is, so they are
/// counted from the left), then tenths, hundredths and so on, up to the first difference.
/// </summary>
internal sealed class DecimalThought
{
    private static readonly string[] s_wholeNames = ["first", "second", "third"];

    private static readonly string[] s_fractionNames = ["tenths", "hundredths", "thousandths", "ten-thousandths"];

    private readonly StringBuilder _text = new();

    private DecimalThought(DecimalQuestion question)
    {
        DecimalPair pair = question.Pair;
        _text.Append($"{(question.IsYesNo ? "is it" : "which is")} {question.Word}: {pair.Left.Text} and {pair.Right.Text}. ");
        char sign = Sign(pair.Order);
        if (pair.Left.IsNegative != pair.Right.IsNegative)
        {
            _text.Append(pair.Left.IsNegative ? "minus plus <." : "plus minus >.");
            Decided = _text.Length;
            _text.Append($" so {pair.Left.Text} {sign} {pair.Right.Text}.");
        }
        else if (pair.Left.IsNegative)
        {
            _text.Append($"both minus: {pair.Left.Magnitude} and {pair.Right.Magnitude}. ");
            char turned = Sign(-pair.Order);
            ComparePlaces(pair);
            _text.Append($" so {pair.Left.Magnitude} {turned} {pair.Right.Magnitude}. turn: {pair.Left.Text} {sign} {pair.Right.Text}.");
        }
        else
        {
            ComparePlaces(pair);
            _text.Append($" so {pair.Left.Text} {sign} {pair.Right.Text}.");
        }

        _text.Append(question.IsTie ? " equal." : $" {question.Word}: {(question.IsLeft ? "left" : "right")}, {question.Winner.Text}.");
        if (question.IsYesNo)
        {
            _text.Append(question.IsLeft ? " so yes." : " so no.");
        }

        Text = _text.ToString();
    }

    public string Text { get; }

    /// <summary>The length of the part that ends with the deciding comparison.</summary>
    public int Decided { get; private set; }

    public static DecimalThought For(DecimalQuestion question) => new(question);

    private void ComparePlaces(DecimalPair pair)
    {
        string left = pair.Left.Whole;
        string right = pair.Right.Whole;
        _text.Append("whole digits:");
        bool differ = Compare((char)('0' + left.Length), (char)('0' + right.Length));
        for (int i = 0; i < left.Length && !differ; i++)
        {
            _text.Append($" {s_wholeNames[i]}:");
            differ = Compare(left[i], right[i]);
        }

        int places = Math.Max(pair.Left.Fraction.Length, pair.Right.Fraction.Length);
        for (int i = 0; i < places && !differ; i++)
        {
            _text.Append($" {s_fractionNames[i]}:");
            differ = Compare(pair.Left.FractionDigit(i), pair.Right.FractionDigit(i));
        }

        if (!differ)
        {
            _text.Append(" end.");
        }

        Decided = _text.Length;
    }

    /// <summary>Appends the comparison of two digits and tells whether they differ.</summary>
    private bool Compare(char left, char right)
    {
        _text.Append($" {left} {right} {Sign(left.CompareTo(right))}.");
        return left != right;
    }

    private static char Sign(int order) => order < 0 ? '<' : order > 0 ? '>' : '=';
}
