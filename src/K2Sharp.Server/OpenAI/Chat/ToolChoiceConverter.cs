using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Reads <c>"auto"</c>, <c>"none"</c>, <c>"required"</c> or <c>{"type":"function","function":{"name":".."}}</c>.</summary>
internal sealed class ToolChoiceConverter : JsonConverter<ToolChoice?>
{
    private const string Expectation = "\"auto\", \"none\", \"required\" or {\"type\":\"function\",\"function\":{\"name\":\"..\"}}";

    public override ToolChoice? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                string word = reader.GetString()!;
                return word switch
                {
                    "auto" => ToolChoice.Auto,
                    "none" => ToolChoice.None,
                    "required" => ToolChoice.Required,
                    _ => throw new JsonException($"expected {Expectation}, found another string"),
                };
            case JsonTokenType.StartObject:
                using (var choice = JsonDocument.ParseValue(ref reader))
                {
                    return Named(choice.RootElement);
                }

            default:
                throw JsonKinds.Expected(Expectation, reader.TokenType);
        }
    }

    public override void Write(Utf8JsonWriter writer, ToolChoice? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("requests are only read");

    private static ToolChoice Named(JsonElement choice) =>
        choice.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("function")
        && choice.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object
        && function.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? ToolChoice.Named(name.GetString()!)
            : throw new JsonException($"expected {Expectation}, found another object");
}
