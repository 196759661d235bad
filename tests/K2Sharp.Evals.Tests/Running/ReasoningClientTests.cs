using System.Net;
using System.Text;
using System.Text.Json;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Running;

/// <summary>The client over HTTP: what goes out and what comes back, byte by byte.</summary>
public sealed class ReasoningClientTests
{
    private const string Stream = """
        data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"k2","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"I "}}]}

        data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"k2","choices":[{"index":0,"delta":{"reasoning_content":"think"}}]}

        data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"k2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"functions.look:3","type":"function","function":{"name":"look","arguments":""}}]}}]}

        data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"k2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":5.0}"}}]}}]}

        data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"k2","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"k2","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}

        data: [DONE]


        """;

    [Fact]
    public async Task Reasoning_calls_and_usage_come_back()
    {
        using var handler = new Handler(Stream);
        ChatResponse response = await AskAsync(handler, [new ChatMessage(ChatRole.User, "hi")], new ChatOptions());
        AIContent[] contents = [.. response.Messages.SelectMany(message => message.Contents)];
        Assert.Equal("I think", string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text)));
        FunctionCallContent call = Assert.Single(contents.OfType<FunctionCallContent>());
        Assert.Equal("functions.look:3", call.CallId);
        Assert.Equal("""{"at":5.0}""", CallArguments.Text(call));
        Assert.Equal(12, response.Usage!.InputTokenCount);
        Assert.Equal(4, response.Usage.CachedInputTokenCount);
        Assert.Equal(7, response.Usage.OutputTokenCount);
        Assert.Equal(2, response.Usage.ReasoningTokenCount);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task Reasoning_budget_and_settings_go_out()
    {
        using var handler = new Handler(Stream);
        ChatMessage[] messages =
        [
            new(ChatRole.User, "hi"),
            new(ChatRole.Assistant, [new TextReasoningContent("I think"), new FunctionCallContent("functions.look:3", "look", new Dictionary<string, object?> { ["at"] = 5 })]),
            new(ChatRole.Tool, [new FunctionResultContent("functions.look:3", "seen")]),
            new(ChatRole.Assistant, [new TextReasoningContent("so"), new TextContent("done")]),
            new(ChatRole.User, "more"),
        ];
        var options = new ChatOptions
        {
            Temperature = 1,
            Seed = 9007199254740991,
            MaxOutputTokens = 77,
            AdditionalProperties = new AdditionalPropertiesDictionary { ["thinking_budget"] = 50 },
        };
        await AskAsync(handler, messages, options);
        JsonElement body = handler.Body!.Value;
        JsonElement[] sent = [.. body.GetProperty("messages").EnumerateArray()];
        Assert.Equal("I think", sent[1].GetProperty("reasoning_content").GetString());
        Assert.Equal("functions.look:3", sent[1].GetProperty("tool_calls")[0].GetProperty("id").GetString());
        Assert.Equal("""{"at":5}""", sent[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("so", sent[3].GetProperty("reasoning_content").GetString());
        Assert.Contains("done", sent[3].GetProperty("content").GetRawText(), StringComparison.Ordinal);
        Assert.False(sent[0].TryGetProperty("reasoning_content", out _));
        Assert.Equal(50, body.GetProperty("thinking_budget").GetInt32());
        Assert.Equal(9007199254740991, body.GetProperty("seed").GetInt64());
        Assert.True(body.GetProperty("stream").GetBoolean());
        Assert.Equal("/v1/chat/completions", handler.Path);
        Assert.Contains("77", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_server_is_an_error_that_may_pass()
    {
        using var handler = new Handler("""{"error":{"message":"busy","type":"engine_overloaded_error"}}""", HttpStatusCode.TooManyRequests);
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(handler, [new ChatMessage(ChatRole.User, "hi")], new ChatOptions()));
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

    private static async Task<ChatResponse> AskAsync(Handler handler, ChatMessage[] messages, ChatOptions options)
    {
        using var transport = new HttpClient(handler, disposeHandler: false);
        using IChatClient client = EndpointClients.Create(EndpointAddress.Parse("http://127.0.0.1:8000", "k2", "key"), transport);
        return await client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Handler(string answer, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
    {
        public JsonElement? Body { get; private set; }

        public string? Path { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Path = request.RequestUri!.AbsolutePath;
            Body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement.Clone();
            string type = status == HttpStatusCode.OK ? "text/event-stream" : "application/json";
            return new HttpResponseMessage(status) { Content = new StringContent(answer, Encoding.UTF8, type) };
        }
    }
}
