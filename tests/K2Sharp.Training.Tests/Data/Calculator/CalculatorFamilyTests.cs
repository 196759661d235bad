using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Calculator;

namespace K2Sharp.Training.Tests.Data.Calculator;

public sealed class CalculatorFamilyTests
{
    private readonly CalculatorFamily _family = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_teacher_passes(bool heldOut) => FamilyChecks.TeacherPasses(_family, heldOut ? Split.HeldOut : Split.Train);

    [Fact]
    public void The_same_seed_gives_the_same_bytes() => FamilyChecks.SameSeedSameBytes(_family);

    [Fact]
    public void Prompts_vary() => Assert.True(FamilyChecks.DifferentPrompts(_family) > 290);

    [Fact]
    public void Held_out_expressions_never_occur_in_training() => Gen.ULong.Sample(
        seed => Assert.All(
            CalculatorQuestions.Draw(new TaskRandom(seed), Split.Train).Expressions(),
            expression => Assert.Equal(Split.Train, Splits.Of(expression))),
        iter: 500);

    [Fact]
    public void Every_kind_of_request_occurs()
    {
        CalculatorQuestion[] questions = [.. FamilyChecks.Draw(_family, Split.Train).Select(task => ((CalculatorTask)task).Question)];
        Assert.InRange(questions.Count(question => question.IsChain), 20, 80);
        Assert.InRange(questions.Count(question => question.IsParallel), 20, 80);
        Assert.InRange(questions.Count(question => question.Unit.Length > 0), 20, 80);
        Assert.Contains(questions, question => question.Results()[0].Length == 0);
        Assert.Contains(questions, question => question.Results()[0].Contains('.', StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_uses_the_result_before()
    {
        var steps = new CalculatorStep[] { new("12", Operation.Times, "34"), new(string.Empty, Operation.Plus, "56") };
        Assert.Equal(["12*34", "408+56"], new CalculatorQuestion("?", steps).Expressions());
    }

    [Fact]
    public void The_world_reports_bad_calls()
    {
        CalculatorTool tool = CalculatorTool.Draw(new TaskRandom(1), Split.Train);
        var world = new CalculatorWorld(tool);
        Assert.Equal("""{"result":7287}""", world.Call(tool.Request("347*21")));
        Assert.Equal("""{"error":"division by zero"}""", world.Call(tool.Request("1/0")));
        Assert.Contains("is missing", world.Call(new ToolRequest(tool.Name, "{}")), StringComparison.Ordinal);
        Assert.Contains("is missing", world.Call(new ToolRequest(tool.Name, "nonsense")), StringComparison.Ordinal);
        Assert.Contains("unknown tool", world.Call(new ToolRequest("other", "{}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("347 * 21 = 7287.", true)]
    [InlineData("The result is 7287.", true)]
    [InlineData("347*21 is 7287", true)]
    [InlineData("347 * 21 = 7286.", false)]
    [InlineData("347 * 22 = 7287.", false)]
    [InlineData("7287 or 21.", false)]
    [InlineData("347 * 21.", false)]
    [InlineData("", false)]
    public void The_answer_must_give_the_result(string answer, bool isRight)
    {
        var question = new CalculatorQuestion("?", [new CalculatorStep("347", Operation.Times, "21")]);
        Assert.Equal(isRight, CalculatorJudge.JudgeAnswer(question, answer).Passed);
    }

    [Fact]
    public void Wrong_episodes_fail()
    {
        foreach (TrainingTask task in FamilyChecks.Draw(_family, Split.HeldOut, 150))
        {
            Episode episode = Teaching.Play(task);
            AssistantTurn first = episode.Turns[0];
            CalculatorTool tool = ((CalculatorTask)task).Tool;
            AssistantTurn Changed(ToolRequest call) => first with { Calls = [call, .. first.Calls.Skip(1)] };
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, "The result is 123456.5."));
            FamilyChecks.Fails(FamilyChecks.WithAnswer(episode, "Done."));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, [.. episode.Turns.Skip(1)]));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, [first, .. episode.Turns]));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, [first with { Calls = [.. first.Calls, first.Calls[0]] }, .. episode.Turns.Skip(1)]));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, [Changed(tool.Request("1+2*77")), .. episode.Turns.Skip(1)]));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, [Changed(first.Calls[0] with { Name = "other" }), .. episode.Turns.Skip(1)]));
            FamilyChecks.Fails(FamilyChecks.WithTurns(episode, [Changed(first.Calls[0] with { Arguments = "{}" }), .. episode.Turns.Skip(1)]));
        }
    }
}
