using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using K2Sharp.Server.Errors;

namespace K2Sharp.Server.Wire;

/// <summary>How an API writes server-sent events; as it stands, in the way of OpenAI's chats.</summary>
/// <param name="type">How an item is written.</param>
internal class EventDialect<T>(JsonTypeInfo<T> type)
{
    /// <summary>Writes what comes before all else, items and signs of life alike.</summary>
    public virtual void WriteStart(PipeWriter output)
    {
    }

    /// <summary>Writes an item.</summary>
    public void WriteItem(PipeWriter output, T item) => Write(output, NameOf(item), item, type);

    /// <summary>Says that the connection lives.</summary>
    /// <param name="output">The response.</param>
    /// <param name="status">What the server does meanwhile; one line.</param>
    public virtual void WriteSilence(PipeWriter output, string status) => output.Write(Encoding.UTF8.GetBytes($": {status}\n\n"));

    /// <summary>Says that the answer is not whole.</summary>
    public virtual void WriteError(PipeWriter output, ApiError error) => Write(output, name: null, ErrorBody.Of(error), ErrorJson.Wire.ErrorBody);

    /// <summary>Says that the answer is whole.</summary>
    public virtual void WriteEnd(PipeWriter output) => output.Write("data: [DONE]\n\n"u8);

    /// <summary>The event's name; null for none.</summary>
    protected virtual string? NameOf(T item) => null;

    /// <summary>Writes one event.</summary>
    protected static void Write<TItem>(PipeWriter output, string? name, TItem item, JsonTypeInfo<TItem> type)
    {
        if (name is not null)
        {
            output.Write(Encoding.UTF8.GetBytes($"event: {name}\n"));
        }

        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, item, type);
        }

        output.Write("\n\n"u8);
    }
}
