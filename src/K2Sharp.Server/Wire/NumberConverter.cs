using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Wire;

/// <summary>Reads numbers.</summary>
internal sealed class NumberConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Number
        ? reader.GetSingle()
        : throw JsonKinds.Expected("a number", reader.TokenType);

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
