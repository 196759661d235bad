using CsCheck;
using K2Sharp.Evals.Grading.Mathematics;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class MathAnswerTests
{
    [Theory]
    [InlineData("1/2", @"\frac{1}{2}")]
    [InlineData("0.5", @"\frac12")]
    [InlineData(@"\dfrac{1}{2}", @"\tfrac{2}{4}")]
    [InlineData(@"3\frac{1}{2}", "7/2")]
    [InlineData(@"-\frac{1}{2}", @"\frac{-1}{2}")]
    [InlineData(@"2\sqrt{3}", @"\sqrt{12}")]
    [InlineData(@"\sqrt[3]{8}", "2")]
    [InlineData(@"8^{2/3}", "4")]
    [InlineData(@"\frac{\sqrt{2}}{2}", @"\frac{1}{\sqrt{2}}")]
    [InlineData(@"2\pi", "2π")]
    [InlineData(@"\left(\frac{1}{2}, 3\right)", "(0.5,3)")]
    [InlineData(@"\{1, 2, 3\}", @"\{3,1,2\}")]
    [InlineData("3, 1, 2", "1,2,3")]
    [InlineData(@"1 \pm \sqrt{2}", @"1-\sqrt{2}, 1+\sqrt{2}")]
    [InlineData("x = 5", "5")]
    [InlineData(@"f(x) = x^2 + 1", "1+x^2")]
    [InlineData(@"(x+1)^2", "x^2+2x+1")]
    [InlineData(@"10!", "3628800")]
    [InlineData(@"\binom{10}{3}", "120")]
    [InlineData(@"\log_2 8", "3")]
    [InlineData(@"\sin^2 x + \cos^2 x", "1")]
    [InlineData(@"\text{Yes}", "yes")]
    [InlineData("1,000,000", "10^6")]
    [InlineData(@"12\text{ cm}", "12")]
    [InlineData(@"50\%", "50")]
    [InlineData(@"[0, 1)", "[0,1)")]
    [InlineData(@"(-\infty, 2)", @"(-\infty,2)")]
    [InlineData("2^{10}", "1024")]
    [InlineData("2^10", "1024")]
    [InlineData(@"|-3|", "3")]
    [InlineData(@"\lfloor 3.7 \rfloor", "3")]
    [InlineData(@"-2^2", "-4")]
    [InlineData(@"9^{9^{2}}", @"9^{81}")]
    public void Equal_answers_are_equal(string given, string expected)
    {
        Assert.True(MathAnswer.AreEqual(given, expected));
        Assert.True(MathAnswer.AreEqual(expected, given));
    }

    [Theory]
    [InlineData("1/3", "0.3333333333")]
    [InlineData("(1,2)", "(2,1)")]
    [InlineData("[0,1)", "[0,1]")]
    [InlineData("(0,1)", "[0,1]")]
    [InlineData(@"\{1,2\}", "(1,2)")]
    [InlineData("1,2", "1,2,3")]
    [InlineData("1,1,2", "1,2,2")]
    [InlineData("x^2", "x^3")]
    [InlineData("x", "y")]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("yes", "no")]
    [InlineData("", "5")]
    [InlineData("5", "")]
    [InlineData("", "")]
    [InlineData("1/0", "2/0")]
    [InlineData(@"\sqrt{2}", "1.41421356")]
    [InlineData("2x", "2")]
    public void Different_answers_differ(string given, string expected)
    {
        Assert.False(MathAnswer.AreEqual(given, expected));
        Assert.False(MathAnswer.AreEqual(expected, given));
    }

    [Theory]
    [InlineData("9^9^9^9")]
    [InlineData("99999!")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1")]
    [InlineData(@"\frac{\frac{\frac{\frac{")]
    [InlineData(@"\sqrt[64]{2^{4000}}")]
    [InlineData("(2^{4000})^{4000}")]
    public void Nasty_answers_end_soon_and_are_not_equal_to_1(string given) => Assert.False(MathAnswer.AreEqual(given, "1"));

    [Fact]
    public void Any_text_gives_an_answer() =>
        Gen.String[Gen.Char["0123456789+-*/^(){}[]\\frac sqrt,.=|!xpi_&"], 0, 40].Sample(text =>
        {
            _ = MathAnswer.AreEqual(text, "1");
            Assert.Equal(MathAnswer.Canonical(text), MathAnswer.Canonical(text));
        }, iter: 20_000);

    [Fact]
    public void Fractions_compute_exactly() =>
        Gen.Select(Gen.Int[-50, 50], Gen.Int[1, 50], Gen.Int[-50, 50], Gen.Int[1, 50]).Sample((a, b, c, d) =>
        {
            string sum = $@"\frac{{{a}}}{{{b}}} + \frac{{{c}}}{{{d}}}";
            Assert.True(MathAnswer.AreEqual(sum, $@"\frac{{{(a * d) + (c * b)}}}{{{b * d}}}"));
            Assert.False(MathAnswer.AreEqual(sum, $@"\frac{{{(a * d) + (c * b) + 1}}}{{{b * d}}}"));
        });
}
