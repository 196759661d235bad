using System.Text;
using System.Text.Json;
using K2Sharp.Agents.Loop;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Upstream;

/// <summary>Puts tool calls together from the pieces of a stream.</summary>
internal sealed class CallAssembler
{
    private readonly SortedDictionary<int, Call> _calls = [];

    public void Add(JsonElement delta)
    {
        if (!delta.TryGetProperty("tool_calls", out JsonElement pieces) || pieces.ValueKind is not JsonValueKind.Array)
        {
            return;
        }

        int position = 0;
        foreach (JsonElement piece in pieces.EnumerateArray())
        {
            int index = piece.TryGetProperty("index", out JsonElement number) && number.TryGetInt32(out int given) ? given : position;
            position++;
            if (!_calls.TryGetValue(index, out Call? call))
            {
                _calls[index] = call = new Call();
            }

            call.Id = Text(piece, "id") ?? call.Id;
            if (piece.TryGetProperty("function", out JsonElement function) && function.ValueKind is JsonValueKind.Object)
            {
                call.Name = Text(function, "name") is { Length: > 0 } name ? name : call.Name;
                call.Arguments.Append(Text(function, "arguments"));
            }
        }
    }

    public List<AIContent> Build() =>
    [
        .. _calls.Values.Select(call => call.Build()),
    ];

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    private sealed class Call
    {
        public string Id { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public StringBuilder Arguments { get; } = new();

        public FunctionCallContent Build()
        {
            string text = Arguments.ToString();
            Dictionary<string, object?>? parsed = Transcript.Parse(text);
            return new FunctionCallContent(Id, Name, parsed)
            {
                AdditionalProperties = new AdditionalPropertiesDictionary { [Transcript.RawArguments] = text },
                Exception = parsed is null ? new FormatException("the arguments are no JSON object") : null,
            };
        }
    }
}
