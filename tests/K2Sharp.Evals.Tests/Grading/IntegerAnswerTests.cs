using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class IntegerAnswerTests
{
    [Theory]
    [InlineData(@"The answer is \boxed{70}.", 70)]
    [InlineData(@"\boxed{070}", 70)]
    [InlineData(@"\boxed{\text{The answer is } 70}", 70)]
    [InlineData(@"\boxed{$70$}", 70)]
    [InlineData(@"\boxed{1,\!234}", 1234)]
    [InlineData(@"\boxed{1{,}234}", 1234)]
    [InlineData(@"\boxed{m+n = 70}", 70)]
    [InlineData(@"\boxed{64+6}", 70)]
    [InlineData(@"\boxed{\frac{140}{2}}", 70)]
    [InlineData(@"\boxed{70.0}", 70)]
    [InlineData(@"\boxed{70^\circ}", 70)]
    public void A_box_is_read(string reply, int expected)
    {
        Grade grade = IntegerAnswer.Judge(reply, expected);
        Assert.Equal(1, grade.Score);
        Assert.DoesNotContain(MetricNames.FallbackUsed, grade.Metrics.Keys);
        Assert.Equal(expected.ToString(), grade.Answer);
    }

    [Theory]
    [InlineData(@"\boxed{71}", 70)]
    [InlineData(@"\boxed{70.5}", 70)]
    [InlineData(@"\boxed{-70}", 70)]
    public void Another_number_is_wrong(string reply, int expected) => Assert.Equal(0, IntegerAnswer.Judge(reply, expected).Score);

    [Theory]
    [InlineData("I get 5, so the answer is 70.", 1)]
    [InlineData("The answer is 1,070.", 0)]
    [InlineData("It is 70.5", 0)]
    [InlineData("x70 and y^70", 0)]
    public void Without_a_box_the_last_number_counts_and_is_told_apart(string reply, double score)
    {
        Grade grade = IntegerAnswer.Judge(reply, 70);
        Assert.Equal(score, grade.Score);
        Assert.True(grade.Metrics.ContainsKey(MetricNames.FallbackUsed) || grade.Metrics.ContainsKey(MetricNames.ExtractionFailed));
    }

    [Fact]
    public void No_number_is_an_answer_that_was_not_found()
    {
        Grade grade = IntegerAnswer.Judge("I do not know.", 70);
        Assert.Equal(0, grade.Score);
        Assert.Null(grade.Answer);
        Assert.Equal(1, grade.Metrics[MetricNames.ExtractionFailed]);
    }
}
