using System.Text;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Text.Parsing;
using Microsoft.Extensions.AI;

namespace K2Sharp.Extensions.AI.Chat;

/// <summary>Turns the events of an answer into contents. A tool call is handed out when it is whole, because its content holds parsed values.</summary>
internal sealed class UpdateWriter(bool showsReasoning)
{
    private readonly StringBuilder _arguments = new();
    private ToolCallStarted? _call;

    /// <summary>The contents that an event completes; none while a tool call is being written.</summary>
    public List<AIContent> Add(AssistantEvent item)
    {
        switch (item)
        {
            case ReasoningDelta reasoning:
                return showsReasoning ? [new TextReasoningContent(reasoning.Text)] : [];
            case TextDelta text:
                return [new TextContent(text.Text)];
            case ToolCallStarted start:
                List<AIContent> previous = TakeCall();
                _call = start;
                return previous;
            case ToolArgumentsDelta arguments:
                _arguments.Append(arguments.Text);
                return [];
            default:
                return TakeCall();
        }
    }

    /// <summary>Why the answer ended, in the terms of Microsoft.Extensions.AI.</summary>
    public static ChatFinishReason Reason(string reason) => new(reason);

    /// <summary>What the answer took.</summary>
    public static UsageDetails Usage(AnswerTotals totals) => new()
    {
        InputTokenCount = totals.PromptTokens,
        OutputTokenCount = totals.CompletionTokens,
        TotalTokenCount = totals.PromptTokens + totals.CompletionTokens,
        CachedInputTokenCount = totals.CachedTokens,
        ReasoningTokenCount = totals.ReasoningTokens,
    };

    private List<AIContent> TakeCall()
    {
        if (_call is null)
        {
            return [];
        }

        FunctionCallContent content = ToolArguments.ToContent(_call.Id, _call.Name, _arguments.ToString());
        _arguments.Clear();
        _call = null;
        return [content];
    }
}
