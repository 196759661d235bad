using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>
/// What a training document shows of an episode. To be rendered as it was generated: <see cref="K2ChatTemplate"/> leaves out thoughts up
/// to the last answer, so where the last message is one, it must be appended to the rendered prompt of what comes before it.
/// </summary>
/// <param name="Messages">The conversation as the model saw it at its last turn; ends with an assistant message.</param>
/// <param name="TrainFrom">
/// The index in <paramref name="Messages"/> of the first assistant message that is trained on; all later assistant messages are too.
/// Earlier ones belong to the opening, or answered results that are hidden now.
/// </param>
internal sealed record TrainingView(IReadOnlyList<ChatMessage> Messages, int TrainFrom)
{
    /// <summary>How often an episode with hiding is shown to its end and not to a turn before.</summary>
    private const double WholeShare = 0.35;

    /// <summary>
    /// The whole episode; where old results get hidden, the episode up to a turn drawn from <paramref name="random"/>, with those results
    /// hidden that were hidden when that turn was taken.
    /// </summary>
    public static TrainingView Of(Episode episode, TaskRandom random)
    {
        int start = episode.Task.Opening.Count;
        IReadOnlyList<ChatMessage> messages = episode.Messages;
        if (episode.Task.Hiding is not { } hiding)
        {
            return new TrainingView(messages, NextAssistant(messages, start));
        }

        List<int> turns = [];
        for (int i = start; i < messages.Count; i++)
        {
            if (IsAssistant(messages[i]))
            {
                turns.Add(i);
            }
        }

        int last = random.Chance(WholeShare) ? turns[^1] : random.Pick(turns);
        IReadOnlyList<ChatMessage> before = [.. messages.Take(last)];
        IReadOnlyList<ChatMessage> shown = hiding.Apply(before);
        int from = start;
        for (int i = 0; i < last; i++)
        {
            // The turn after a hidden result copied from it, so training starts with the turn after that one.
            if (!ReferenceEquals(shown[i], before[i]))
            {
                from = Math.Max(start, NextAssistant(messages, i) + 1);
            }
        }

        return new TrainingView([.. shown, messages[last]], NextAssistant(messages, from));
    }

    private static int NextAssistant(IReadOnlyList<ChatMessage> messages, int from)
    {
        while (!IsAssistant(messages[from]))
        {
            from++;
        }

        return from;
    }

    private static bool IsAssistant(ChatMessage message) => string.Equals(message.Role, ChatRole.Assistant, StringComparison.Ordinal);
}
