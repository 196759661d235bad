using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.OpenAI.Chat;

/// <summary>What is demanded of an answer's form holds even for a model of random weights.</summary>
public sealed class ChatFormatTests(SharedServer shared)
{
    private const string Path = "/v1/chat/completions";
    private const string Common = """ "messages":[{"role":"user","content":"anything"}],"max_tokens":300,"chat_template_kwargs":{"thinking":false} """;

    private const string Tools = """
        "tools":[
          {"type":"function","function":{"name":"paint","parameters":{"type":"object","properties":{"color":{"enum":["red","green"]}},"required":["color"],"additionalProperties":false}}},
          {"type":"function","function":{"name":"wait","parameters":{"type":"object","properties":{"long":{"type":"boolean"}},"required":["long"],"additionalProperties":false}}}]
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_required_call_names_a_tool_and_keeps_its_schema(int seed)
    {
        (int status, JsonElement body) = await shared.Get().AskAsync(Path, $"{{{Common},{Tools},\"tool_choice\":\"required\",\"parallel_tool_calls\":false,\"seed\":{seed}}}");
        Assert.Equal(200, status);
        JsonElement choice = body.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        AssertFits(Assert.Single(choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray()));
    }

    [Theory]
    [InlineData("paint")]
    [InlineData("wait")]
    public async Task A_named_function_is_the_one_that_is_called(string name)
    {
        (int status, JsonElement body) = await shared.Get().AskAsync(
            Path, $"{{{Common},{Tools},\"tool_choice\":{{\"type\":\"function\",\"function\":{{\"name\":\"{name}\"}}}},\"parallel_tool_calls\":false}}");
        Assert.Equal(200, status);
        JsonElement call = Assert.Single(body.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").EnumerateArray());
        Assert.Equal(name, call.GetProperty("function").GetProperty("name").GetString());
        AssertFits(call);
    }

    [Fact]
    public async Task A_schema_is_kept()
    {
        const string Schema = """{"type":"object","properties":{"a":{"type":"boolean"},"b":{"enum":[1,2]}},"required":["a","b"],"additionalProperties":false}""";
        (int status, JsonElement body) = await shared.Get().AskAsync(
            Path, $"{{{Common},\"response_format\":{{\"type\":\"json_schema\",\"json_schema\":{{\"name\":\"x\",\"schema\":{Schema}}}}}}}");
        Assert.Equal(200, status);
        JsonElement content = JsonElement.Parse(body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Contains(content.GetProperty("a").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
        Assert.InRange(content.GetProperty("b").GetInt32(), 1, 2);
    }

    private static void AssertFits(JsonElement call)
    {
        JsonElement function = call.GetProperty("function");
        JsonElement arguments = JsonElement.Parse(function.GetProperty("arguments").GetString()!);
        JsonProperty argument = Assert.Single(arguments.EnumerateObject());
        bool fits = function.GetProperty("name").GetString() switch
        {
            "paint" => argument.Name is "color" && argument.Value.GetString() is "red" or "green",
            "wait" => argument.Name is "long" && argument.Value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => false,
        };
        Assert.True(fits, function.GetRawText());
    }
}
