using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K2Sharp.Server.Tests.Responses;

/// <summary>
/// The documented sequence of a streamed response, written down from OpenAI's API reference and not from the code under test: holds a stream to it
/// and adds it up.
/// </summary>
internal sealed class ResponseGrammar
{
    private static readonly string[] s_ends = ["response.completed", "response.incomplete", "response.failed"];
    private readonly JsonArray _output = [];
    private readonly StringBuilder _text = new();
    private JsonObject? _item;
    private string? _part;
    private bool _isPartDone;
    private bool _isTextDone;
    private string? _responseId;
    private int _count;
    private JsonElement? _end;

    /// <summary>Checks a whole stream.</summary>
    /// <returns>The response of the last event, which is the sum of the others.</returns>
    public static JsonElement Check(IReadOnlyList<JsonElement> events)
    {
        var grammar = new ResponseGrammar();
        foreach (JsonElement item in events)
        {
            grammar.Accept(item);
        }

        Assert.True(grammar._end is not null, "the stream has no end");
        return grammar._end.Value;
    }

    /// <summary>Checks the beginning of a stream whose reader left.</summary>
    public static void CheckPrefix(IReadOnlyList<JsonElement> events)
    {
        var grammar = new ResponseGrammar();
        foreach (JsonElement item in events)
        {
            grammar.Accept(item);
        }
    }

    private void Accept(JsonElement item)
    {
        string type = item.GetProperty("type").GetString()!;
        Assert.True(_end is null, $"{type} follows the end");
        Assert.Equal(_count, item.GetProperty("sequence_number").GetInt32());
        switch (_count++)
        {
            case 0:
                Assert.Equal("response.created", type);
                Begin(item);
                break;
            case 1:
                Assert.Equal("response.in_progress", type);
                Begin(item);
                break;
            default:
                Continue(type, item);
                break;
        }
    }

    private void Begin(JsonElement item)
    {
        JsonElement response = item.GetProperty("response");
        _responseId ??= response.GetProperty("id").GetString();
        Assert.Equal(_responseId, response.GetProperty("id").GetString());
        Assert.Equal("in_progress", response.GetProperty("status").GetString());
        Assert.Equal(0, response.GetProperty("output").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, response.GetProperty("usage").ValueKind);
    }

    private void Continue(string type, JsonElement item)
    {
        if (s_ends.Contains(type))
        {
            End(type, item.GetProperty("response"));
            return;
        }

        Assert.Equal(_output.Count, item.GetProperty("output_index").GetInt32());
        if (type == "response.output_item.added")
        {
            Assert.Null(_item);
            _item = JsonNode.Parse(item.GetProperty("item").GetRawText())!.AsObject();
            Assert.Equal("in_progress", (string?)_item["status"]);
            Assert.False(string.IsNullOrEmpty((string?)_item["id"]));
            _text.Clear();
            (_part, _isPartDone, _isTextDone) = (null, false, false);
            return;
        }

        Assert.True(_item is not null, $"{type} without an item");
        if (type == "response.output_item.done")
        {
            ItemDone(item.GetProperty("item"));
            return;
        }

        Assert.Equal((string?)_item["id"], item.GetProperty("item_id").GetString());
        InItem(type, item);
    }

    private void InItem(string type, JsonElement item)
    {
        string kind = (string)_item!["type"]!;
        switch (type)
        {
            case "response.content_part.added" when kind is "message" or "reasoning":
            case "response.reasoning_summary_part.added" when kind is "reasoning":
                Assert.Null(_part);
                _part = item.GetProperty("part").GetProperty("type").GetString();
                Assert.Equal(kind is "message" ? "output_text" : type.Contains("summary", StringComparison.Ordinal) ? "summary_text" : "reasoning_text", _part);
                Assert.Equal(string.Empty, item.GetProperty("part").GetProperty("text").GetString());
                CheckIndex(item);
                break;
            case "response.output_text.delta" or "response.reasoning_text.delta" or "response.reasoning_summary_text.delta":
                CheckPart(type, item);
                Append(item);
                break;
            case "response.output_text.done" or "response.reasoning_text.done" or "response.reasoning_summary_text.done":
                CheckPart(type, item);
                Assert.Equal(_text.ToString(), item.GetProperty("text").GetString());
                _isTextDone = true;
                break;
            case "response.content_part.done" or "response.reasoning_summary_part.done":
                Assert.True(_isTextDone && !_isPartDone);
                Assert.Equal(_part == "summary_text", type.Contains("summary", StringComparison.Ordinal));
                Assert.Equal(_part, item.GetProperty("part").GetProperty("type").GetString());
                Assert.Equal(_text.ToString(), item.GetProperty("part").GetProperty("text").GetString());
                CheckIndex(item);
                _isPartDone = true;
                break;
            case "response.function_call_arguments.delta" when kind is "function_call":
                Append(item);
                break;
            case "response.function_call_arguments.done" when kind is "function_call":
                Assert.False(_isTextDone);
                Assert.Equal(_text.ToString(), item.GetProperty("arguments").GetString());
                Assert.Equal((string?)_item["name"], item.GetProperty("name").GetString());
                _isTextDone = true;
                break;
            default:
                Assert.Fail($"{type} within a {kind}");
                break;
        }
    }

    private void Append(JsonElement item)
    {
        Assert.False(_isTextDone);
        string delta = item.GetProperty("delta").GetString()!;
        Assert.NotEmpty(delta);
        _text.Append(delta);
    }

    private void CheckPart(string type, JsonElement item)
    {
        string expected = _part switch { "output_text" => "output_text", "reasoning_text" => "reasoning_text", _ => "reasoning_summary_text" };
        Assert.StartsWith($"response.{expected}.", type, StringComparison.Ordinal);
        Assert.True(_part is not null && !_isTextDone, $"{type} outside of its part");
        CheckIndex(item);
        if (_part == "output_text")
        {
            Assert.Equal(JsonValueKind.Array, item.GetProperty("logprobs").ValueKind);
        }
    }

    private void CheckIndex(JsonElement item) => Assert.Equal(0, item.GetProperty(_part == "summary_text" ? "summary_index" : "content_index").GetInt32());

    private void ItemDone(JsonElement item)
    {
        Assert.True(_isTextDone && (_part is null || _isPartDone), "an item ends before what it holds");
        Assert.Contains(item.GetProperty("status").GetString(), (string[])["completed", "incomplete"]);
        Fold(item);
        _output.Add(JsonNode.Parse(item.GetRawText()));
        _item = null;
    }

    /// <summary>The item must be what its events have said.</summary>
    private void Fold(JsonElement item)
    {
        foreach (string member in (string[])["id", "type", "role", "call_id", "name"])
        {
            Assert.Equal((string?)_item![member], item.TryGetProperty(member, out JsonElement value) ? value.GetString() : null);
        }

        string held = _part switch
        {
            null => item.GetProperty("arguments").GetString()!,
            "summary_text" => Assert.Single(item.GetProperty("summary").EnumerateArray().ToArray()).GetProperty("text").GetString()!,
            _ => Assert.Single(item.GetProperty("content").EnumerateArray().ToArray()).GetProperty("text").GetString()!,
        };
        Assert.Equal(_text.ToString(), held);
    }

    private void End(string type, JsonElement response)
    {
        Assert.Equal(_responseId, response.GetProperty("id").GetString());
        Assert.Equal($"response.{response.GetProperty("status").GetString()}", type);
        JsonElement[] output = [.. response.GetProperty("output").EnumerateArray()];
        if (type == "response.failed")
        {
            Assert.NotEmpty(response.GetProperty("error").GetProperty("message").GetString()!);
            if (_item is not null)
            {
                Fold(output[^1]);
                Assert.Equal("incomplete", output[^1].GetProperty("status").GetString());
                output = output[..^1];
            }
        }
        else
        {
            Assert.Null(_item);
            Assert.Equal(JsonValueKind.Null, response.GetProperty("error").ValueKind);
            Assert.Equal(
                response.GetProperty("usage").GetProperty("total_tokens").GetInt32(),
                response.GetProperty("usage").GetProperty("input_tokens").GetInt32() + response.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        }

        Assert.Equal(type == "response.incomplete", response.GetProperty("incomplete_details").ValueKind == JsonValueKind.Object);
        Assert.Equal(_output.Count, output.Length);
        for (int i = 0; i < output.Length; i++)
        {
            Assert.True(JsonNode.DeepEquals(_output[i], JsonNode.Parse(output[i].GetRawText())), $"output[{i}] is not what its events have said");
        }

        _end = response;
    }
}
