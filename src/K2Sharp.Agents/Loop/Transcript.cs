using System.Text.Json;
using K2Sharp.Agents.Context;
using K2Sharp.Agents.Journal;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>The conversation as the model sees it: thoughts stay with their calls, hidden results keep their place.</summary>
internal static class Transcript
{
    /// <summary>The key under which K2Sharp's clients keep the exact text of a call's arguments: printed again as it was, the prompt only ever grows.</summary>
    public const string RawArguments = "k2.arguments";

    /// <summary>What stands in place of a hidden result; the same text that the trainer's data have.</summary>
    public const string HiddenResult = "[old tool result hidden]";

    /// <summary>The messages.</summary>
    /// <param name="state">The run.</param>
    /// <param name="showsHidden">Whether hidden results are shown all the same, for exports.</param>
    public static List<ChatMessage> Build(RunState state, bool showsHidden = false)
    {
        List<ChatMessage> messages = [];
        if (!string.IsNullOrEmpty(state.Start.System))
        {
            messages.Add(new ChatMessage(ChatRole.System, state.Start.System));
        }

        messages.Add(new ChatMessage(ChatRole.User, state.Start.Task));
        if (state.Summary is not null)
        {
            messages.Add(new ChatMessage(ChatRole.User, SummaryRequest.Heading + state.Summary));
        }

        foreach (object item in state.Items)
        {
            if (item is NoticeGiven notice)
            {
                messages.Add(new ChatMessage(ChatRole.User, notice.Text));
            }
            else
            {
                Add(messages, state, (RunTurn)item, showsHidden);
            }
        }

        return messages;
    }

    /// <summary>What a call's arguments are as a dictionary; null where they are no object: the exact text goes along.</summary>
    public static Dictionary<string, object?>? Parse(string arguments)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(arguments);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return null;
            }

            Dictionary<string, object?> values = new(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                values[property.Name] = property.Value.Clone();
            }

            return values;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Add(List<ChatMessage> messages, RunState state, RunTurn turn, bool showsHidden)
    {
        List<AIContent> contents = [];
        if (turn.Turn.Reasoning.Length > 0)
        {
            contents.Add(new TextReasoningContent(turn.Turn.Reasoning));
        }

        if (turn.Turn.Content.Length > 0)
        {
            contents.Add(new TextContent(turn.Turn.Content));
        }

        foreach (RecordedCall call in turn.Turn.Calls)
        {
            contents.Add(new FunctionCallContent(call.Id, call.Name, Parse(call.Arguments))
            {
                AdditionalProperties = new AdditionalPropertiesDictionary { [RawArguments] = call.Arguments },
            });
        }

        messages.Add(new ChatMessage(ChatRole.Assistant, contents));
        foreach (RecordedCall call in turn.Turn.Calls)
        {
            if (turn.Results.TryGetValue(call.Key, out CallFinished? result))
            {
                string text = state.IsHidden(call.Key) && !showsHidden ? HiddenResult : result.Content;
                messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.Id, text)]) { AuthorName = call.Name });
            }
        }
    }
}
