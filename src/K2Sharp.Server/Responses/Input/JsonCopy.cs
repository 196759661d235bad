using System.Buffers;
using System.Text.Json;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Writes JSON anew.</summary>
internal static class JsonCopy
{
    /// <summary>A value as it came, but for halves of surrogate pairs, on which its readers would stumble.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    json.WritePropertyName(JsonText.GetName(member));
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(JsonText.GetString(value));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>A copy that can be written out again.</summary>
    public static JsonElement Of(JsonElement value) => Build(json => Write(json, value));

    /// <summary>What is written, as a value.</summary>
    public static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        // A level or two more than a request may have: what is built is wrapped.
        int depth = ResponsesJson.Wire.Options.MaxDepth + 8;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = depth }))
        {
            write(json);
        }

        var reader = new Utf8JsonReader(bytes.WrittenSpan, new JsonReaderOptions { MaxDepth = depth });
        return JsonElement.ParseValue(ref reader);
    }
}
