using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.Critique;

public sealed class DecimalRequestTests
{
    [Fact]
    public void Every_question_of_the_decimals_is_recovered_from_its_wording() => Gen.Select(Gen.ULong, Gen.Bool).Sample((seed, heldOut) =>
    {
        DecimalQuestion question = DecimalQuestions.Draw(new TaskRandom(seed), heldOut ? Split.HeldOut : Split.Train);
        Assert.Equal(question, DecimalRequest.Read(question.Prompt));
    });

    [Theory]
    [InlineData("what is 12 * 7?")]
    [InlineData("which is bigger, a cat or a dog")]
    [InlineData("which is bigger, 1, 2 or 3")]
    [InlineData("is 1 bigger or smaller than 2")]
    [InlineData("")]
    public void Other_requests_are_none(string request) => Assert.Null(DecimalRequest.Read(request));
}
