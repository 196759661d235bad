using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Data.EarlyEnd;

/// <summary>A comparison whose thought ended early. The answer must come at once, in the right form.</summary>
internal sealed class CutComparisonTask : TrainingTask
{
    public required DecimalQuestion Question { get; init; }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) =>
        AssistantTurn.Answer(ForcedThought ?? string.Empty, DecimalAnswer.Text(Question));

    /// <summary>The truth is asked for only where the thought got to it or one look is enough.</summary>
    public override Verdict Judge(Episode episode)
    {
        if (episode.Calls.Any())
        {
            return Verdict.Fail("a call that was not needed");
        }

        if (!episode.IsComplete || episode.Turns.Count != 1)
        {
            return Verdict.Fail("not one finished answer");
        }

        bool isDecided = (ForcedThought ?? string.Empty).Length >= DecimalThought.For(Question).Decided;
        return isDecided || Question.Pair.DiffersEarly
            ? DecimalAnswer.Judge(Question, episode.Answer)
            : DecimalAnswer.JudgeForm(Question, episode.Answer);
    }
}
