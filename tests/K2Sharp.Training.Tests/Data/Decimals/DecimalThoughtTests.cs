using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.Decimals;

public sealed class DecimalThoughtTests
{
    [Theory]
    [InlineData("9.11", "9.9", "which is bigger: 9.11 and 9.9. whole digits: 1 1 =. first: 9 9 =. tenths: 1 9 <. so 9.11 < 9.9. bigger: right, 9.9.")]
    [InlineData("3.8", "3.75", "which is bigger: 3.8 and 3.75. whole digits: 1 1 =. first: 3 3 =. tenths: 8 7 >. so 3.8 > 3.75. bigger: left, 3.8.")]
    [InlineData("2.5", "2.50", "which is bigger: 2.5 and 2.50. whole digits: 1 1 =. first: 2 2 =. tenths: 5 5 =. hundredths: 0 0 =. end. so 2.5 = 2.50. equal.")]
    [InlineData("12", "7.5", "which is bigger: 12 and 7.5. whole digits: 2 1 >. so 12 > 7.5. bigger: left, 12.")]
    [InlineData("-1.5", "-1.2", "which is bigger: -1.5 and -1.2. both minus: 1.5 and 1.2. whole digits: 1 1 =. first: 1 1 =. tenths: 5 2 >. so 1.5 > 1.2. turn: -1.5 < -1.2. bigger: right, -1.2.")]
    [InlineData("-1.5", "0.2", "which is bigger: -1.5 and 0.2. minus plus <. so -1.5 < 0.2. bigger: right, 0.2.")]
    [InlineData("4", "4.01", "which is bigger: 4 and 4.01. whole digits: 1 1 =. first: 4 4 =. tenths: 0 0 =. hundredths: 0 1 <. so 4 < 4.01. bigger: right, 4.01.")]
    public void It_goes_place_by_place(string left, string right, string thought) =>
        Assert.Equal(thought, DecimalThought.For(Question(left, right)).Text);

    [Fact]
    public void A_word_for_less_asks_for_the_other_number()
    {
        DecimalQuestion question = Question("9.11", "9.9") with { Word = "smaller", WantsMore = false };
        Assert.EndsWith("smaller: left, 9.11.", DecimalThought.For(question).Text, StringComparison.Ordinal);
        Assert.Equal("9.11 is smaller than 9.9.", DecimalAnswer.Text(question));
    }

    [Fact]
    public void A_yes_or_no_question_ends_with_yes_or_no()
    {
        DecimalQuestion question = Question("9.11", "9.9") with { IsYesNo = true };
        Assert.StartsWith("is it bigger: 9.11 and 9.9.", DecimalThought.For(question).Text, StringComparison.Ordinal);
        Assert.EndsWith("so no.", DecimalThought.For(question).Text, StringComparison.Ordinal);
        Assert.Equal("No, 9.9 is bigger than 9.11.", DecimalAnswer.Text(question));
    }

    [Fact]
    public void The_decision_ends_with_the_first_difference()
    {
        DecimalThought thought = DecimalThought.For(Question("9.11", "9.9"));
        Assert.EndsWith("tenths: 1 9 <.", thought.Text[..thought.Decided], StringComparison.Ordinal);
    }

    internal static DecimalQuestion Question(string left, string right) =>
        new(new DecimalPair(Number(left), Number(right)), "bigger", WantsMore: true, IsYesNo: false, "?");

    internal static DecimalNumber Number(string text)
    {
        string[] parts = text.TrimStart('-').Split('.');
        return new DecimalNumber(text.StartsWith('-'), parts[0], parts.Length > 1 ? parts[1] : string.Empty);
    }
}
