using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class BoxedAnswerTests
{
    [Theory]
    [InlineData(@"so \boxed{70}.", "70")]
    [InlineData(@"\boxed{1} no, \boxed{2}", "2")]
    [InlineData(@"\boxed{\frac{1}{2}}", @"\frac{1}{2}")]
    [InlineData(@"\boxed{\boxed{5}}", "5")]
    [InlineData(@"\boxed{\{1,2\}}", @"\{1,2\}")]
    [InlineData(@"\boxed{ x^{2}+{y} }", "x^{2}+{y}")]
    [InlineData(@"\boxed 5", "5")]
    [InlineData(@"\fbox{3} then \boxed{4}", "4")]
    [InlineData(@"first \boxed{7}, then cut: \boxed{8", "7")]
    [InlineData(@"\boxed{8", null)]
    [InlineData(@"\boxed", null)]
    [InlineData("no box", null)]
    [InlineData("", null)]
    public void The_last_complete_box_is_found(string text, string? expected) => Assert.Equal(expected, BoxedAnswer.Last(text));

    [Fact]
    public void A_very_deep_box_does_not_take_long()
    {
        string text = string.Concat(Enumerable.Repeat(@"\boxed{", 20_000));
        Assert.Null(BoxedAnswer.Last(text[..^1]));
    }
}
