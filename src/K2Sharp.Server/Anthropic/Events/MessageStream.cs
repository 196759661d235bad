using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Generation;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Anthropic.Events;

/// <summary>The events of a running answer but the first, which does not wait for the model. Read once, either to be sent or for the message that they add up to.</summary>
/// <param name="chat">The answer.</param>
/// <param name="writer">Makes the events.</param>
/// <param name="contextLength">The most tokens of a prompt and its answer.</param>
internal sealed class MessageStream(RunningChat chat, MessageWriter writer, int contextLength)
{
    /// <summary>The whole message; there when all events were read.</summary>
    public MessageObject? Message { get; private set; }

    /// <summary>Runs the answer. The request is booked before its last events are handed out.</summary>
    public async IAsyncEnumerable<MessageEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (AnswerStep step in chat.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (MessageEvent item in step.Event is Finished finished ? End(finished) : writer.Next(step.Event))
            {
                yield return item;
            }
        }
    }

    private IReadOnlyList<MessageEvent> End(Finished finished)
    {
        AnswerTotals totals = chat.Totals;
        string? stop = finished.Reason is FinishReason.Stop ? chat.StopStringOf(0) : null;
        string reason = finished.Reason switch
        {
            FinishReason.ToolCalls => StopReasons.ToolUse,
            FinishReason.Length when totals.PromptTokens + totals.CompletionTokens >= contextLength => StopReasons.ContextExceeded,
            FinishReason.Length => StopReasons.MaxTokens,
            _ => stop is null ? StopReasons.EndTurn : StopReasons.StopSequence,
        };
        IReadOnlyList<MessageEvent> events = writer.End(reason, stop, totals, out MessageObject message);
        Message = message;
        return events;
    }
}
