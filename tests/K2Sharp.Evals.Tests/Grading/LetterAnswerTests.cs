using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class LetterAnswerTests
{
    [Theory]
    [InlineData("Therefore the answer is (C).", 10, 'C')]
    [InlineData("the answer is C", 10, 'C')]
    [InlineData("The answer is **(C)**.", 10, 'C')]
    [InlineData("The final answer is: C", 10, 'C')]
    [InlineData("Answer: C", 4, 'C')]
    [InlineData("**Answer:** C", 4, 'C')]
    [InlineData("answer: (D)", 4, 'D')]
    [InlineData(@"\boxed{\text{(B)}}", 4, 'B')]
    [InlineData("the answer is (A). Wait, no: the answer is (B).", 4, 'B')]
    [InlineData("Answer: A comes first, but the answer is (C)", 4, 'C')]
    public void The_letter_is_found_by_the_rules(string reply, int options, char expected)
    {
        Assert.Equal(expected, LetterAnswer.Find(reply, options, out bool isLastResort));
        Assert.False(isLastResort);
    }

    [Fact]
    public void A_letter_that_no_option_has_is_none()
    {
        // With four options I is a pronoun; with ten it is an option.
        Assert.Equal('B', LetterAnswer.Find("Option B is what I choose", 4, out bool isLastResort));
        Assert.True(isLastResort);
        Assert.Equal('I', LetterAnswer.Find("Option B is what I choose", 10, out _));
        Assert.Null(LetterAnswer.Find("the answer is (J)", 4, out _));
    }

    [Fact]
    public void A_word_that_begins_with_a_letter_is_no_letter() => Assert.Null(LetterAnswer.Find("The answer is Dihydrogen", 4, out _));

    [Fact]
    public void No_letter_is_wrong_and_counted()
    {
        Grade grade = LetterAnswer.Judge("no idea", 10, 0);
        Assert.Equal(0, grade.Score);
        Assert.Equal(1, grade.Metrics[MetricNames.ExtractionFailed]);
    }
}
