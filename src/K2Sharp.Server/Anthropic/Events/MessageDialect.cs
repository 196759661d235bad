using System.IO.Pipelines;
using K2Sharp.Server.Anthropic.Errors;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Anthropic.Events;

/// <summary>Server-sent events of the Messages API: each has its type as its name, silence is a ping, and nothing comes before the message's start.</summary>
/// <param name="start">Makes the first event; called once, as late as may be.</param>
internal sealed class MessageDialect(Func<MessageEvent> start) : EventDialect<MessageEvent>(AnthropicJson.Wire.MessageEvent)
{
    private static readonly MessageEvent s_ping = new() { Type = EventType.Ping };

    /// <inheritdoc/>
    public override void WriteStart(PipeWriter output) => WriteItem(output, start());

    /// <inheritdoc/>
    public override void WriteSilence(PipeWriter output, string status) => WriteItem(output, s_ping);

    /// <inheritdoc/>
    public override void WriteError(PipeWriter output, ApiError error) =>
        Write(output, EventType.Error, AnthropicErrors.Body(error, requestId: null), AnthropicJson.Wire.AnthropicErrorBody);

    /// <inheritdoc/>
    public override void WriteEnd(PipeWriter output)
    {
        // The last event has said it.
    }

    /// <inheritdoc/>
    protected override string? NameOf(MessageEvent item) => item.Type;
}
