using System.Globalization;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>Lets a task's teacher play it against the world.</summary>
internal static class Teaching
{
    /// <summary>The teacher's episode. It may fail the judge: whoever trains on it asks first.</summary>
    public static Episode Play(TrainingTask task)
    {
        var messages = new List<ChatMessage>(task.Opening);
        var turns = new List<AssistantTurn>();
        IToolWorld world = task.CreateWorld();
        while (turns.Count < task.TurnLimit)
        {
            AssistantTurn turn = task.Teach(messages);
            turns.Add(turn);
            Append(messages, turn, world);
            if (turn.Calls.Count == 0)
            {
                break;
            }
        }

        return new Episode { Task = task, Messages = messages, Turns = turns, IsComplete = turns[^1].Calls.Count == 0 };
    }

    /// <summary>
    /// The number of the next call: one more than the last call's id says. It is not the number of calls in the conversation where older
    /// ones were left out, as in a crop of a long chase.
    /// </summary>
    public static int NextCallNumber(IReadOnlyList<ChatMessage> messages)
    {
        for (int i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].ToolCalls.Count > 0)
            {
                string id = messages[i].ToolCalls[^1].Id;
                return int.Parse(id.AsSpan(id.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture) + 1;
            }
        }

        return 0;
    }

    /// <summary>Appends a turn and the results of its calls, with ids that count on from the conversation's last call.</summary>
    public static void Append(List<ChatMessage> messages, AssistantTurn turn, IToolWorld world)
    {
        int number = NextCallNumber(messages);
        ChatToolCall[] calls = [.. turn.Calls.Select((call, i) => new ChatToolCall(ToolCallIds.Format(call.Name, number + i), call.Name, call.Arguments))];
        messages.Add(ChatMessage.FromAssistant(turn.Content, turn.Reasoning, calls));
        foreach (ChatToolCall call in calls)
        {
            messages.Add(ChatMessage.FromTool(call.Id, world.Call(new ToolRequest(call.Name, call.Arguments)), call.Name));
        }
    }
}
