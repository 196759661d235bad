using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Wire;

/// <summary>Reads <see cref="StringList"/>.</summary>
internal sealed class StringListConverter : JsonConverter<StringList>
{
    private const string Expectation = "a string or an array of strings";

    public override StringList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new StringList([reader.GetString()!]);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonKinds.Expected(Expectation, reader.TokenType);
        }

        List<string> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw JsonKinds.Expected(Expectation, reader.TokenType));
        }

        return new StringList(values);
    }

    public override void Write(Utf8JsonWriter writer, StringList value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string item in value.Values)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}
