using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>Reads a string, an array of strings, an array of token ids, or an array of such arrays.</summary>
internal sealed class PromptListConverter : JsonConverter<PromptList>
{
    private const string Expectation = "a string, an array of strings, an array of token ids or an array of such arrays";

    public override PromptList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new PromptList([new RawPrompt(reader.GetString(), null)]);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonKinds.Expected(Expectation, reader.TokenType);
        }

        List<RawPrompt> prompts = [];
        List<int>? ids = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number when prompts.Count == 0:
                    (ids ??= []).Add(Id(ref reader));
                    break;
                case JsonTokenType.String when ids is null:
                    prompts.Add(new RawPrompt(reader.GetString(), null));
                    break;
                case JsonTokenType.StartArray when ids is null:
                    prompts.Add(new RawPrompt(null, Ids(ref reader)));
                    break;
                default:
                    throw JsonKinds.Expected(Expectation, reader.TokenType);
            }
        }

        return new PromptList(ids is null ? prompts : [new RawPrompt(null, [.. ids])]);
    }

    public override void Write(Utf8JsonWriter writer, PromptList value, JsonSerializerOptions options) => throw new NotSupportedException("requests are only read");

    private static int[] Ids(ref Utf8JsonReader reader)
    {
        List<int> ids = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ids.Add(reader.TokenType == JsonTokenType.Number ? Id(ref reader) : throw JsonKinds.Expected("a token id", reader.TokenType));
        }

        return [.. ids];
    }

    private static int Id(ref Utf8JsonReader reader) => reader.TryGetInt32(out int id) ? id : throw new JsonException("expected token ids, which are whole numbers");
}
