using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Tests.Data.Wording;

public sealed class AnswerWordsTests
{
    [Theory]
    [InlineData("The answer is 42.", "42", true)]
    [InlineData("42", "42", true)]
    [InlineData("The answer is 142.", "42", false)]
    [InlineData("The answer is 42.5.", "42", false)]
    [InlineData("The answer is 1.42.", "42", false)]
    [InlineData("It is 42, I think", "42", true)]
    [InlineData("It is 42,000", "42", false)]
    [InlineData("d310 and d31", "d31", true)]
    [InlineData("d310", "d31", false)]
    [InlineData("send_mail", "mail", false)]
    [InlineData("It is 9.9.", "9.9", true)]
    public void A_value_stands_alone(string text, string value, bool has) => Assert.Equal(has, AnswerWords.Has(text, value));
}
