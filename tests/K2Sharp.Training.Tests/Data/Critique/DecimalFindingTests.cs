using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Tests.Data.Decimals;

namespace K2Sharp.Training.Tests.Data.Critique;

public sealed class DecimalFindingTests
{
    [Theory]
    [InlineData("9.9 is bigger than 9.11.", "9.9 ok, bigger ok, 9.11 ok", true, "whole")]
    [InlineData("9.9 is smaller than 9.11.", "9.9 ok, smaller wrong", false, "whole")]
    [InlineData("9.9 is bigger than 9.13.", "9.9 ok, bigger ok, 9.13 wrong", false, "whole")]
    [InlineData("9.9 and 9.11 are equal.", "9.9 ok, 9.11 ok, equal wrong", false, "whole")]
    [InlineData("9.9 is", "9.9 ok", true, "cut")]
    [InlineData("9.9 is bigger than 9.11. 9.9 is bigger than 9.11.", "9.9 ok, bigger ok, 9.11 ok", true, "long")]
    [InlineData("I am too small to know that.", "I am too wrong", false, "whole")]
    [InlineData("It is the bigger one.", "bigger ok, missing wrong", false, "whole")]
    public void Points_are_marked_up_to_the_first_wrong_one(string answer, string text, bool isRight, string form)
    {
        Finding finding = DecimalFinding.Of(DecimalThoughtTests.Question("9.11", "9.9"), answer);
        Assert.Equal((text, isRight, form), (finding.Text, finding.IsRight, AnswerForms.Name(finding.Form)));
    }

    [Theory]
    [InlineData("No, 9.9 is bigger than 9.11.", "no ok, 9.9 ok, bigger ok, 9.11 ok")]
    [InlineData("Yes, 9.9 is bigger than 9.11.", "yes wrong")]
    [InlineData("9.9 is bigger than 9.11.", "missing wrong")]
    public void Yes_and_no_are_points(string answer, string text) =>
        Assert.Equal(text, DecimalFinding.Of(DecimalThoughtTests.Question("9.11", "9.9") with { IsYesNo = true }, answer).Text);

    [Fact]
    public void Mistakes_fail_the_judge_and_the_critic_and_teachers_pass_both() => Gen.Select(Gen.ULong, Gen.Bool).Sample((seed, heldOut) =>
    {
        var random = new TaskRandom(seed);
        Split split = heldOut ? Split.HeldOut : Split.Train;
        DecimalQuestion question = DecimalQuestions.Draw(random, split);
        string right = DecimalAnswer.Text(question);
        string wrong = DecimalMistakes.Draw(random, split, question);
        Assert.True(DecimalFinding.Of(question, right).IsRight, right);
        Assert.False(DecimalAnswer.Judge(question, wrong).Passed, $"{question.Prompt}: {wrong}");
        Assert.False(DecimalFinding.Of(question, wrong).IsRight, $"{question.Prompt}: {wrong}");
    });
}
