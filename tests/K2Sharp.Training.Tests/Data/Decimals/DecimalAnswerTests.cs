using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.Decimals;

public sealed class DecimalAnswerTests
{
    [Theory]
    [InlineData("9.9 is bigger than 9.11.", true)]
    [InlineData("9.9", true)]
    [InlineData("The larger one is 9.9.", true)]
    [InlineData("9.11 is smaller than 9.9.", true)]
    [InlineData("9.11 is bigger than 9.9.", false)]
    [InlineData("9.9 is smaller than 9.11.", false)]
    [InlineData("9.9 is bigger than 9.12.", false)]
    [InlineData("9.9 and 9.11 are equal.", false)]
    [InlineData("9.9 is bigger than 9.9.", false)]
    [InlineData("9.9 is bigger, no, 9.11 is bigger than 9.9.", false)]
    [InlineData("I do not know.", false)]
    [InlineData("", false)]
    public void It_is_judged_by_what_it_claims(string answer, bool isRight) =>
        Assert.Equal(isRight, DecimalAnswer.Judge(DecimalThoughtTests.Question("9.11", "9.9"), answer).Passed);

    [Theory]
    [InlineData("2.5 and 2.50 are equal.", true)]
    [InlineData("They are the same.", true)]
    [InlineData("2.5 is bigger than 2.50.", false)]
    public void Equal_numbers_must_be_called_equal(string answer, bool isRight) =>
        Assert.Equal(isRight, DecimalAnswer.Judge(DecimalThoughtTests.Question("2.5", "2.50"), answer).Passed);

    [Theory]
    [InlineData("No, 9.9 is bigger than 9.11.", true)]
    [InlineData("Yes, 9.9 is bigger than 9.11.", false)]
    [InlineData("9.9 is bigger than 9.11.", false)]
    public void Yes_or_no_must_fit(string answer, bool isRight)
    {
        DecimalQuestion question = DecimalThoughtTests.Question("9.11", "9.9") with { IsYesNo = true };
        Assert.Equal(isRight, DecimalAnswer.Judge(question, answer).Passed);
    }
}
