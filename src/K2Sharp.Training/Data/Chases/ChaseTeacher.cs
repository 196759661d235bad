using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Solves a chase. Each thought restates the code word and the number of the latest call, so that nothing has to be fetched from further back
/// than the turn before: the next id, or the count in the end, is one more than the number a dozen tokens before. The number is copied from the
/// id and never counted on by itself. (A second count in the thoughts was tried: after a hundred calls the two fell apart. No number in them
/// was tried: among the ids of more than a hundred calls the latest one was not found.)
/// </summary>
internal static class ChaseTeacher
{
    public static AssistantTurn Next(Chase chase, IReadOnlyList<ChatMessage> conversation)
    {
        int number = Teaching.NextCallNumber(conversation);
        string word = chase.CodeWord ?? "no word";
        string count = $"calls {number}.";
        string? key = LastKey(chase, conversation);
        if (key is null)
        {
            string start = chase.State is { } state ? $"{state.Name} {state.Format(chase.InitialState)}. " : string.Empty;
            return Look(chase, $"{word}: {start}", chase.Keys[0]);
        }

        string head = $"{word} {number - 1}: ";

        string result = conversation[^1].Text;
        if (ChaseResults.IsTimeout(result))
        {
            return AfterTimeout(chase, head, key, number, count, Timeouts(conversation));
        }

        if (ChaseResults.IsNotFound(result))
        {
            return AssistantTurn.Answer($"{head}not found {key}, stop. {count}", $"{Front(chase)}Not found: {key}. Calls: {number}.");
        }

        int index = chase.IndexOf(key);
        if (chase.State is not null)
        {
            head += chase.State.Explain(chase.StateBefore(index), chase.Values[index]) + ". ";
        }

        return index < chase.Keys.Count - 1
            ? Look(chase, head, chase.Keys[index + 1])
            : AssistantTurn.Answer($"{head}end, last {key}. {count}", $"{Front(chase)}Last key: {key}. Calls: {number}.{Back(chase)}");
    }

    private static AssistantTurn AfterTimeout(Chase chase, string head, string key, int number, string count, int timeouts) =>
        timeouts <= Chase.MostRetries
            ? Look(chase, $"{head}timeout {timeouts}, again ", key)
            : AssistantTurn.Answer($"{head}timeout {timeouts}, stop {key}. {count}", $"{Front(chase)}Timed out {timeouts} times: {key}. Calls: {number}.");

    private static AssistantTurn Look(Chase chase, string thought, string key) => AssistantTurn.Call($"{thought}{key}.", chase.Tool.Request(key));

    private static string Front(Chase chase) => chase.CodeWord is null ? string.Empty : $"Code word: {chase.CodeWord}. ";

    private static string Back(Chase chase)
    {
        if (chase.State is not { } state)
        {
            return string.Empty;
        }

        string name = char.ToUpperInvariant(state.Name[0]) + state.Name[1..];
        return $" {name}: {state.Format(chase.StateBefore(chase.Keys.Count))}.";
    }

    private static string? LastKey(Chase chase, IReadOnlyList<ChatMessage> conversation)
    {
        for (int i = conversation.Count - 1; i >= 0; i--)
        {
            if (conversation[i].ToolCalls is [.., ChatToolCall call])
            {
                return chase.Tool.Read(new ToolRequest(call.Name, call.Arguments));
            }
        }

        return null;
    }

    /// <summary>How many results at the end are timeouts; they are all of one key, because the teacher does not go on without a result.</summary>
    private static int Timeouts(IReadOnlyList<ChatMessage> conversation)
    {
        int count = 0;
        for (int i = conversation.Count - 1; i >= 0; i -= 2)
        {
            if (!ChaseResults.IsTimeout(conversation[i].Text))
            {
                break;
            }

            count++;
        }

        return count;
    }
}
