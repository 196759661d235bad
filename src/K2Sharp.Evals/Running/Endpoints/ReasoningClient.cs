using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace K2Sharp.Evals.Running.Endpoints;

/// <summary>
/// What the adapter of the official package leaves out for thinking models: it reads <c>reasoning_content</c> but does not send it back, and
/// has no place for a thinking budget. Here assistant messages are handed over in the package's own form with the field patched in.
/// </summary>
internal sealed class ReasoningClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>The additional property that becomes the request's field of the same name.</summary>
    public const string ThinkingBudget = "thinking_budget";

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages.Select(WithReasoning), WithBudget(options), cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages.Select(WithReasoning), WithBudget(options), cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

#pragma warning disable SCME0001 // JsonPatch is how the package takes fields that OpenAI's own API does not have.
    private static ChatMessage WithReasoning(ChatMessage message)
    {
        string reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        if (message.Role != ChatRole.Assistant || reasoning.Length == 0)
        {
            return message;
        }

        ChatToolCall[] calls =
        [
            .. message.Contents.OfType<FunctionCallContent>().Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(CallArguments.Text(call)))),
        ];
        AssistantChatMessage assistant = calls.Length > 0 ? new AssistantChatMessage(calls) : new AssistantChatMessage(message.Text);
        if (calls.Length > 0 && message.Text.Length > 0)
        {
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        assistant.Patch.Set("$.reasoning_content"u8, reasoning);
        return new ChatMessage(ChatRole.Assistant, message.Contents) { RawRepresentation = assistant };
    }

    private static ChatOptions? WithBudget(ChatOptions? options)
    {
        if (options?.AdditionalProperties is not { } properties || !properties.TryGetValue(ThinkingBudget, out object? value) || value is not int budget)
        {
            return options;
        }

        ChatOptions copy = options.Clone();
        copy.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
            raw.Patch.Set("$.thinking_budget"u8, budget);
            return raw;
        };
        return copy;
    }
#pragma warning restore SCME0001
}
