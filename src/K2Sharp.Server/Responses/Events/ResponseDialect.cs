using System.IO.Pipelines;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Responses.Events;

/// <summary>Server-sent events of the Responses API: each has its type as its name, and the last one is known by it.</summary>
internal sealed class ResponseDialect() : EventDialect<ResponseEvent>(ResponsesJson.Wire.ResponseEvent)
{
    /// <inheritdoc/>
    public override void WriteEnd(PipeWriter output)
    {
        // The last event has said it.
    }

    /// <inheritdoc/>
    protected override string? NameOf(ResponseEvent item) => item.Type;
}
