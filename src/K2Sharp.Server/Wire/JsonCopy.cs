using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Wire;

/// <summary>Writes JSON anew.</summary>
internal static class JsonCopy
{
    /// <summary>A level or two more than a request may have: what is built is wrapped.</summary>
    private const int MaxDepth = 528;

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

    /// <summary>The value as JSON text without blanks.</summary>
    public static string Compact(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = MaxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, value);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>What is written, as a value.</summary>
    public static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { MaxDepth = MaxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        var reader = new Utf8JsonReader(bytes.WrittenSpan, new JsonReaderOptions { MaxDepth = MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }
}
