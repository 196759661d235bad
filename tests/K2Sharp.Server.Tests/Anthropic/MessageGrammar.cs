using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K2Sharp.Server.Tests.Anthropic;

/// <summary>
/// The documented sequence of a streamed message, written down from Anthropic's documentation and not from the code under test: holds a stream to it and
/// adds it up to the message that a client has at the end.
/// </summary>
internal sealed class MessageGrammar
{
    private static readonly string[] s_reasons = ["end_turn", "max_tokens", "stop_sequence", "tool_use", "model_context_window_exceeded"];
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonArray _content = [];
    private readonly StringBuilder _text = new();
    private JsonObject? _message;
    private JsonObject? _block;
    private string? _signature;
    private bool _hasReason;
    private bool _isOver;

    public int Pings { get; private set; }

    /// <summary>The error that ended the stream, where one did.</summary>
    public JsonElement? Error { get; private set; }

    /// <summary>Checks a whole stream that ends well.</summary>
    /// <returns>The message that the events add up to.</returns>
    public static JsonElement Check(IEnumerable<JsonElement> events)
    {
        MessageGrammar grammar = CheckPrefix(events);
        Assert.True(grammar._isOver, "the stream has no end");
        Assert.Null(grammar.Error);
        return JsonElement.Parse(grammar._message!.ToJsonString(s_relaxed));
    }

    /// <summary>Checks the beginning of a stream, or one that breaks off.</summary>
    public static MessageGrammar CheckPrefix(IEnumerable<JsonElement> events)
    {
        var grammar = new MessageGrammar();
        foreach (JsonElement item in events)
        {
            grammar.Accept(item.GetProperty("type").GetString()!, item);
        }

        return grammar;
    }

    private void Accept(string type, JsonElement item)
    {
        Assert.False(_isOver, $"{type} follows the end");
        if (type == "message_start")
        {
            Start(item.GetProperty("message"));
            return;
        }

        Assert.True(_message is not null, $"{type} comes before message_start");
        switch (type)
        {
            case "ping":
                Assert.Equal("""{"type":"ping"}""", item.GetRawText());
                Pings++;
                break;
            case "error":
                Assert.NotEmpty(item.GetProperty("error").GetProperty("type").GetString()!);
                Assert.NotEmpty(item.GetProperty("error").GetProperty("message").GetString()!);
                Error = item;
                _isOver = true;
                break;
            case "content_block_start":
                Open(item);
                break;
            case "content_block_delta":
                Assert.Equal(_content.Count, item.GetProperty("index").GetInt32());
                Add(item.GetProperty("delta"));
                break;
            case "content_block_stop":
                Assert.Equal(_content.Count, item.GetProperty("index").GetInt32());
                Close();
                break;
            case "message_delta":
                End(item);
                break;
            case "message_stop":
                Assert.True(_hasReason, "no message_delta before message_stop");
                Assert.Equal("""{"type":"message_stop"}""", item.GetRawText());
                _isOver = true;
                break;
            default:
                Assert.Fail($"unknown event {type}");
                break;
        }
    }

    private void Start(JsonElement message)
    {
        Assert.Null(_message);
        _message = JsonNode.Parse(message.GetRawText())!.AsObject();
        Assert.Equal(("message", "assistant"), ((string?)_message["type"], (string?)_message["role"]));
        Assert.StartsWith("msg_", (string?)_message["id"], StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty((string?)_message["model"]));
        Assert.Empty(_message["content"]!.AsArray());
        Assert.True(_message.ContainsKey("stop_reason") && _message["stop_reason"] is null);
        Assert.True(_message.ContainsKey("stop_sequence") && _message["stop_sequence"] is null);
        Assert.True((int)_message["usage"]!["input_tokens"]! >= 0);
        Assert.InRange((int)_message["usage"]!["output_tokens"]!, 0, int.MaxValue);
    }

    private void Open(JsonElement item)
    {
        Assert.Null(_block);
        Assert.False(_hasReason);
        Assert.Equal(_content.Count, item.GetProperty("index").GetInt32());
        string expected = item.GetProperty("content_block").GetProperty("type").GetString() switch
        {
            "text" => """{"type":"text","text":""}""",
            "thinking" => """{"type":"thinking","thinking":"","signature":""}""",
            _ => "tool_use",
        };
        _block = JsonNode.Parse(item.GetProperty("content_block").GetRawText())!.AsObject();
        _signature = null;
        _text.Clear();
        if (expected != "tool_use")
        {
            Assert.Equal(expected, item.GetProperty("content_block").GetRawText());
            return;
        }

        Assert.Equal(["id", "input", "name", "type"], _block.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("tool_use", (string?)_block["type"]);
        Assert.False(string.IsNullOrEmpty((string?)_block["id"]));
        Assert.False(string.IsNullOrEmpty((string?)_block["name"]));
        Assert.Empty(_block["input"]!.AsObject());
    }

    private void Add(JsonElement delta)
    {
        Assert.NotNull(_block);
        Assert.Null(_signature);
        string kind = (string)_block["type"]!;
        string type = delta.GetProperty("type").GetString()!;
        if (type == "signature_delta")
        {
            Assert.Equal("thinking", kind);
            _signature = delta.GetProperty("signature").GetString();
            Assert.False(string.IsNullOrEmpty(_signature));
            return;
        }

        (string expected, string member) = kind switch
        {
            "text" => ("text_delta", "text"),
            "thinking" => ("thinking_delta", "thinking"),
            _ => ("input_json_delta", "partial_json"),
        };
        Assert.Equal(expected, type);
        Assert.Equal(2, delta.EnumerateObject().Count());
        Assert.NotEmpty(delta.GetProperty(member).GetString()!);
        _text.Append(delta.GetProperty(member).GetString());
    }

    private void Close()
    {
        Assert.NotNull(_block);
        switch ((string)_block["type"]!)
        {
            case "text":
                _block["text"] = _text.ToString();
                break;
            case "thinking":
                Assert.True(_signature is not null, "a thought without a signature");
                _block["thinking"] = _text.ToString();
                _block["signature"] = _signature;
                break;
            default:
                _block["input"] = Parsed(_text.ToString());
                break;
        }

        _content.Add(_block);
        _block = null;
    }

    /// <summary>What a client makes of a call's pieces; a call that was cut is left as its text.</summary>
    private static JsonObject Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject value ? value : new JsonObject { ["_partial_json"] = text };
        }
        catch (JsonException)
        {
            return new JsonObject { ["_partial_json"] = text };
        }
    }

    private void End(JsonElement item)
    {
        Assert.Null(_block);
        Assert.False(_hasReason);
        _hasReason = true;
        string reason = item.GetProperty("delta").GetProperty("stop_reason").GetString()!;
        string? sequence = item.GetProperty("delta").GetProperty("stop_sequence").GetString();
        Assert.Contains(reason, s_reasons);
        Assert.Equal(reason == "stop_sequence", sequence is not null);
        _message!["content"] = _content;
        _message["stop_reason"] = reason;
        _message["stop_sequence"] = sequence;
        _message["usage"] = JsonNode.Parse(item.GetProperty("usage").GetRawText());
        Assert.True((int)_message["usage"]!["output_tokens"]! >= 0);
    }
}
