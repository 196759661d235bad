using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Wire;

/// <summary>Reads whole numbers of 64 bits.</summary>
internal sealed class LongNumberConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw JsonKinds.Expected("a whole number", reader.TokenType);
        }

        return reader.TryGetInt64(out long number) ? number : throw new JsonException("expected a whole number of 64 bits");
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
