using System.Text.Json;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Running;

/// <summary>The client of an endpoint over a socket: what goes out and what comes back.</summary>
public sealed class EndpointClientTests
{
    [Fact]
    public async Task Reasoning_calls_and_usage_come_back()
    {
        await using ChatServer server = await ChatServer.StartAsync((JsonElement _) =>
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("I think"), new FunctionCallContent("functions.look:3", "look", ScriptedClient.Arguments("""{"at":5.0}"""))]));
        ChatResponse response = await AskAsync(server, [new ChatMessage(ChatRole.User, "hi")], new ChatOptions());
        AIContent[] contents = [.. response.Messages.SelectMany(message => message.Contents)];
        Assert.Equal("I think", string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text)));
        FunctionCallContent call = Assert.Single(contents.OfType<FunctionCallContent>());
        Assert.Equal("functions.look:3", call.CallId);
        Assert.Equal("""{"at":5.0}""", CallArguments.Text(call));
        Assert.Equal((12, 4, 7, 2), (response.Usage!.InputTokenCount, response.Usage.CachedInputTokenCount, response.Usage.OutputTokenCount, response.Usage.ReasoningTokenCount));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task Arguments_that_are_no_object_are_told()
    {
        await using ChatServer server = await ChatServer.StartAsync((JsonElement _) => new ChatMessage(
            ChatRole.Assistant,
            [new FunctionCallContent("functions.look:0", "look") { AdditionalProperties = new AdditionalPropertiesDictionary { ["k2.arguments"] = "{\"at\":" } }]));
        ChatResponse response = await AskAsync(server, [new ChatMessage(ChatRole.User, "hi")], new ChatOptions());
        FunctionCallContent call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.NotNull(call.Exception);
        Assert.Equal("{\"at\":", CallArguments.Text(call));
    }

    [Fact]
    public async Task Reasoning_budget_and_settings_go_out()
    {
        await using ChatServer server = await ChatServer.StartAsync((JsonElement _) => new ChatMessage(ChatRole.Assistant, "done"));
        ChatMessage[] messages =
        [
            new(ChatRole.User, "hi"),
            new(ChatRole.Assistant, [new TextReasoningContent("I think"), new FunctionCallContent("functions.look:3", "look", new Dictionary<string, object?> { ["at"] = 5 })]),
            new(ChatRole.Tool, [new FunctionResultContent("functions.look:3", "seen")]),
            new(ChatRole.Assistant, [new TextReasoningContent("so"), new TextContent("done")]),
            new(ChatRole.User, "more"),
        ];
        JsonElement schema = JsonDocument.Parse("""{"type":"object"}""").RootElement;
        var options = new ChatOptions
        {
            Temperature = 1,
            TopP = 0.5f,
            Seed = 9007199254740991,
            MaxOutputTokens = 77,
            Tools = [AIFunctionFactory.CreateDeclaration("look", "looks", schema)],
            ToolMode = ChatToolMode.None,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "verdict"),
            AdditionalProperties = new AdditionalPropertiesDictionary { ["thinking_budget"] = 50 },
        };
        await AskAsync(server, messages, options);
        JsonElement body = Assert.Single(server.Requests);
        JsonElement[] sent = [.. body.GetProperty("messages").EnumerateArray()];
        Assert.Equal("I think", sent[1].GetProperty("reasoning_content").GetString());
        Assert.Equal("functions.look:3", sent[1].GetProperty("tool_calls")[0].GetProperty("id").GetString());
        Assert.Equal("""{"at":5}""", sent[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("so", sent[3].GetProperty("reasoning_content").GetString());
        Assert.Equal("done", sent[3].GetProperty("content").GetString());
        Assert.False(sent[0].TryGetProperty("reasoning_content", out _));
        Assert.Equal((50, 77, 0.5, "none"), (body.GetProperty("thinking_budget").GetInt32(), body.GetProperty("max_tokens").GetInt32(), body.GetProperty("top_p").GetDouble(), body.GetProperty("tool_choice").GetString()));
        Assert.Equal(9007199254740991, body.GetProperty("seed").GetInt64());
        Assert.True(body.GetProperty("stream").GetBoolean());
        Assert.Equal("verdict", body.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_busy_server_is_an_error_that_may_pass()
    {
        await using ChatServer server = await ChatServer.StartAsync((JsonElement _) => null);
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(server, [new ChatMessage(ChatRole.User, "hi")], new ChatOptions()));
        Assert.True(RetryPolicy.IsTransient(error, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1")]
    [InlineData("http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1")]
    [InlineData("https://api.example.com/openai/v1", "https://api.example.com/openai/v1")]
    public void The_server_s_address_alone_is_enough(string given, string expected) => Assert.Equal(expected, EndpointAddress.Parse(given, "k2", null).Address.ToString());

    [Theory]
    [InlineData("localhost")]
    [InlineData("ftp://x/y")]
    [InlineData("")]
    public void What_is_no_address_is_refused(string given) => Assert.Throws<ArgumentException>(() => EndpointAddress.Parse(given, "k2", null));

    private static async Task<ChatResponse> AskAsync(ChatServer server, ChatMessage[] messages, ChatOptions options)
    {
        using IChatClient client = EndpointClients.Create(EndpointAddress.Parse(server.Address, "k2", "key"));
        return await client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken);
    }
}
