using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>A comparison of two numbers, thought through place by place. Tools may be declared; none is needed.</summary>
internal sealed class DecimalTask : TrainingTask
{
    public required DecimalQuestion Question { get; init; }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) =>
        AssistantTurn.Answer(DecimalThought.For(Question).Text, DecimalAnswer.Text(Question));

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

        return episode.Turns[0].Reasoning.Length == 0 ? Verdict.Fail("no thought") : DecimalAnswer.Judge(Question, episode.Answer);
    }
}
