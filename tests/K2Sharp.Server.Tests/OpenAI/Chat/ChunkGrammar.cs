using System.Text;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Tests.OpenAI.Chat;

/// <summary>
/// The documented form of a streamed chat with one choice, written down from OpenAI's API reference and not from the code under test: holds
/// its events to the form and adds them up.
/// </summary>
internal sealed class ChunkGrammar
{
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _content = new();
    private readonly List<(string Id, string Name, StringBuilder Arguments)> _calls = [];
    private string? _id;
    private string? _reason;

    /// <summary>What a client has at the end.</summary>
    public ParsedMessage Message => new(
        _reasoning.ToString(),
        _content.ToString(),
        [.. _calls.Select(call => new ChatToolCall(call.Id, call.Name, call.Arguments.ToString()))],
        _reason ?? string.Empty);

    /// <summary>Whether the choice has ended.</summary>
    public bool IsWhole => _reason is not null;

    /// <summary>Checks a stream, or the beginning of one.</summary>
    public static ChunkGrammar Check(IEnumerable<JsonElement> events)
    {
        var grammar = new ChunkGrammar();
        foreach (JsonElement chunk in events)
        {
            grammar.Accept(chunk);
        }

        return grammar;
    }

    private void Accept(JsonElement chunk)
    {
        Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString());
        Assert.Null(_reason);
        bool isFirst = _id is null;
        _id ??= chunk.GetProperty("id").GetString();
        Assert.Equal(_id, chunk.GetProperty("id").GetString());
        JsonElement choice = Assert.Single(chunk.GetProperty("choices").EnumerateArray().ToArray());
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        JsonElement delta = choice.GetProperty("delta");
        Assert.Equal(isFirst, delta.TryGetProperty("role", out _));
        _reasoning.Append(Text(delta, "reasoning_content"));
        _content.Append(Text(delta, "content"));
        if (delta.TryGetProperty("tool_calls", out JsonElement calls))
        {
            Add(Assert.Single(calls.EnumerateArray().ToArray()));
        }

        _reason = Text(choice, "finish_reason");
    }

    private void Add(JsonElement call)
    {
        int index = call.GetProperty("index").GetInt32();
        if (call.TryGetProperty("id", out JsonElement id))
        {
            Assert.Equal(_calls.Count, index);
            Assert.Equal("function", call.GetProperty("type").GetString());
            _calls.Add((id.GetString()!, call.GetProperty("function").GetProperty("name").GetString()!, new StringBuilder()));
        }

        Assert.Equal(_calls.Count - 1, index);
        _calls[index].Arguments.Append(Text(call.GetProperty("function"), "arguments"));
    }

    private static string? Text(JsonElement value, string member) => value.TryGetProperty(member, out JsonElement text) ? text.GetString() : null;
}
