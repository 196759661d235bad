using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class JudgeVerdictTests
{
    [Theory]
    [InlineData("correct: yes", true)]
    [InlineData("**correct:** yes", true)]
    [InlineData("Correct: YES", true)]
    [InlineData("extracted_final_answer: x\nreasoning: it is not correct: they differ\ncorrect: no\nconfidence: 80%", false)]
    [InlineData("""{"extracted_final_answer":"x","reasoning":"r","correct":"yes","confidence":70}""", true)]
    [InlineData("```json\n{\"correct\":\"no\"}\n```", false)]
    [InlineData("""{"correct":true}""", true)]
    public void A_verdict_is_read(string text, bool expected) => Assert.Equal(expected, JudgeVerdict.Read(text)!.IsCorrect);

    [Theory]
    [InlineData("incorrect: yes")]
    [InlineData("correct: maybe")]
    [InlineData("yes")]
    [InlineData("")]
    [InlineData("""{"correct":"perhaps"}""")]
    [InlineData("""{"answer":"yes"}""")]
    public void What_is_no_verdict_is_none(string text) => Assert.Null(JudgeVerdict.Read(text));

    [Theory]
    [InlineData("correct: yes\nconfidence: 85%", 85)]
    [InlineData("correct: yes\n**confidence:** 62.5", 62.5)]
    [InlineData("correct: yes", 100)]
    [InlineData("""{"correct":"yes","confidence":"40%"}""", 40)]
    [InlineData("""{"correct":"yes","confidence":400}""", 100)]
    public void The_confidence_is_read(string text, double expected) => Assert.Equal(expected, JudgeVerdict.Read(text)!.Confidence);

    [Fact]
    public void None_is_no_answer() => Assert.Null(JudgeVerdict.Read("extracted_final_answer: None\ncorrect: no")!.Answer);
}
