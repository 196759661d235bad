using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Wire;

/// <summary>Reads whole numbers; 16.0 is one, as some clients write it.</summary>
internal sealed class WholeNumberConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw JsonKinds.Expected("a whole number", reader.TokenType);
        }

        if (reader.TryGetInt32(out int number))
        {
            return number;
        }

        return reader.TryGetDouble(out double real) && real == Math.Floor(real) && Math.Abs(real) <= int.MaxValue
            ? (int)real
            : throw new JsonException($"expected a whole number of at most {int.MaxValue}");
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
