using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Calculator;

namespace K2Sharp.Training.Data.EarlyEnd;

/// <summary>The thought after a calculator's result ended early: the result stands in the conversation and must be answered.</summary>
internal sealed class CutResultTask : TrainingTask
{
    public required CalculatorQuestion Question { get; init; }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) =>
        AssistantTurn.Answer(ForcedThought ?? string.Empty, CalculatorWords.Answer(Question, Question.Results()));

    public override Verdict Judge(Episode episode)
    {
        if (episode.Calls.Any())
        {
            return Verdict.Fail("a call after the result");
        }

        return !episode.IsComplete || episode.Turns.Count != 1
            ? Verdict.Fail("not one finished answer")
            : CalculatorJudge.JudgeAnswer(Question, episode.Answer);
    }
}
