using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.NoTool;

/// <summary>A greeting or thanks while tools are declared: it needs none of them.</summary>
internal sealed class CourtesyTask : TrainingTask
{
    public required Courtesy Said { get; init; }

    /// <summary>The saying without the words around it.</summary>
    public required string Saying { get; init; }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) =>
        AssistantTurn.Answer($"said: {Saying}, {Said.Label}. no tool needed.", Said.Answer);

    public override Verdict Judge(Episode episode)
    {
        if (!episode.IsComplete || episode.Calls.Any())
        {
            return Verdict.Fail("a call, or no answer");
        }

        bool fits = episode.Answer.Contains(Said.Decisive, StringComparison.OrdinalIgnoreCase);
        return fits ? Verdict.Pass : Verdict.Fail("not the courtesy that fits");
    }
}
