using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Compatibility;

/// <summary>Anthropic's own client against the server over a socket; the small model says what the tests have written down.</summary>
public sealed class MessagesClientTests(SharedServer shared)
{
    private const string Model = "kimi-k2-thinking";
    private static readonly string[] s_answer = ["<think>", "9.9 is 9.90", "</think>", "9.9 is", " bigger."];

    private static readonly string[] s_call =
    [
        "<think>", "look", "</think>", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"a1b2"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    private static readonly Tool s_tool = new()
    {
        Name = "lookup",
        Description = "Looks up a key.",
        InputSchema = new InputSchema
        {
            Properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["key"] = JsonElement.Parse("""{"type":"string"}""") },
            Required = ["key"],
        },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("/anthropic")]
    public async Task A_whole_message_has_text_thought_and_usage(string prefix)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("a-whole", s_answer);
        Message message = await Client(server, prefix).Messages.Create(
            With(
                Ask("a-whole") with { System = "Be brief.", StopSequences = ["zzz"], Thinking = new ThinkingConfigEnabled(1024) },
                """{"temperature":0.5,"top_k":40,"top_p":0.9}"""),
            Cancellation);
        message.Validate();
        Assert.True(message.Content[0].TryPickThinking(out ThinkingBlock? thinking));
        Assert.Equal("9.9 is 9.90", thinking.Thinking);
        Assert.NotEmpty(thinking.Signature);
        Assert.True(message.Content[1].TryPickText(out TextBlock? text));
        Assert.Equal("9.9 is bigger.", text.Text);
        Assert.Equal(StopReason.EndTurn, message.StopReason!.Value());
        Assert.Equal(server.Scripts.Encode(s_answer).Length, message.Usage.OutputTokens);
        MessageTokensCount counted = await Client(server, prefix).Messages.CountTokens(
            new MessageCountTokensParams { Model = Model, System = "Be brief.", Messages = [new UserMessageParam("a-whole")] }, Cancellation);
        Assert.Equal(counted.InputTokens, message.Usage.InputTokens + message.Usage.CacheReadInputTokens);
    }

    [Fact]
    public async Task A_stream_is_read_to_its_end()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("a-stream", s_answer);
        var text = new StringBuilder();
        var thought = new StringBuilder();
        string? signature = null;
        bool isOver = false;
        await foreach (RawMessageStreamEvent item in Client(server).Messages.CreateStreaming(Ask("a-stream"), Cancellation))
        {
            item.Validate();
            if (item.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? delta))
            {
                text.Append(delta.Delta.TryPickText(out TextDelta? more) ? more.Text : string.Empty);
                thought.Append(delta.Delta.TryPickThinking(out ThinkingDelta? moreThought) ? moreThought.Thinking : string.Empty);
                signature = delta.Delta.TryPickSignature(out SignatureDelta? signed) ? signed.Signature : signature;
            }

            isOver = item.TryPickStop(out _);
        }

        Assert.Equal(("9.9 is bigger.", "9.9 is 9.90"), (text.ToString(), thought.ToString()));
        Assert.False(string.IsNullOrEmpty(signature));
        Assert.True(isOver);
    }

    [Fact]
    public async Task A_tool_loop_sends_everything_back()
    {
        MiniServer server = shared.Get();
        server.Scripts.AddTurns("a-tools", 2, turn => turn == 0 ? s_call : ["<think>", "there", "</think>", "It is 42."]);
        AnthropicClient client = Client(server);
        MessageCreateParams ask = Ask("a-tools") with { Tools = [s_tool], ToolChoice = new ToolChoiceAny() };
        Message first = await client.Messages.Create(ask, Cancellation);
        Assert.Equal(StopReason.ToolUse, first.StopReason!.Value());
        ToolUseBlock call = first.Content.Select(block => block.TryPickToolUse(out ToolUseBlock? use) ? use : null).OfType<ToolUseBlock>().Single();
        Assert.Equal(("lookup", "functions.lookup:0", "a1b2"), (call.Name, call.ID, call.Input["key"].GetString()));

        List<ContentBlockParam> said = [.. first.Content.Select(block => new ContentBlockParam(block.Json))];
        List<ContentBlockParam> result = [new ToolResultBlockParam(call.ID) { Content = "42" }];
        Message second = await client.Messages.Create(
            ask with { ToolChoice = new ToolChoiceAuto(), Messages = [new UserMessageParam("a-tools"), new AssistantMessageParam(said), new UserMessageParam(result)] }, Cancellation);
        Assert.True(second.Content[^1].TryPickText(out TextBlock? text));
        Assert.Equal("It is 42.", text.Text);
        Assert.True(second.Usage.CacheReadInputTokens > 0);

        // The thought of the tool loop came back with the call.
        IReadOnlyList<ChatMessage> seen = server.Scripts.Calls.Last(item => item.Messages[0].Text == "a-tools").Messages;
        Assert.Equal("look", seen.Single(message => message.ToolCalls.Count == 1).ReasoningContent);
    }

    [Fact]
    public async Task Errors_have_their_kind_and_say_what_to_do()
    {
        MiniServer server = shared.Get();
        AnthropicApiException missing = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => Client(server).Messages.Create(Ask("hi") with { Model = "claude-x" }, Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("claude-x", missing.ResponseBody, StringComparison.Ordinal);
        AnthropicApiException wrong = await Assert.ThrowsAnyAsync<AnthropicApiException>(async () =>
        {
            await foreach (RawMessageStreamEvent _ in Client(server).Messages.CreateStreaming(With(Ask("hi"), """{"temperature":3}"""), Cancellation))
            {
                // Nothing comes: the temperature is wrong.
            }
        });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("temperature: must be 0 to 1", wrong.ResponseBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_server_is_asked_again()
    {
        // The client asks again by itself when it is told that the server is overloaded.
        MiniServer server = shared.Get();
        server.Scripts.Add("a-retry", s_answer);
        using var busy = new BusyAtFirst(2);
        using var http = new HttpClient(busy);
        var client = new AnthropicClient { BaseUrl = server.Address.ToString().TrimEnd('/'), ApiKey = "sk-any", HttpClient = http, MaxRetries = 3 };
        Message message = await client.Messages.Create(Ask("a-retry"), Cancellation);
        Assert.Equal(StopReason.EndTurn, message.StopReason!.Value());
        Assert.Equal(3, busy.Requests);
    }

    [Fact]
    public async Task The_trained_model_answers()
    {
        await using MiniServer server = await NanoServer.StartAsync();
        Message message = await Client(server).Messages.Create(
            With(Ask("which one is bigger, 9.11 or 9.9? think carefully.") with { MaxTokens = 400 }, """{"temperature":0}"""), Cancellation);
        Assert.True(message.Content[^1].TryPickText(out TextBlock? text));
        Assert.StartsWith("9.9 is bigger", text.Text, StringComparison.Ordinal);
        Assert.Equal(StopReason.EndTurn, message.StopReason!.Value());
    }

    [Fact]
    public async Task The_trained_model_calls_a_tool_and_answers_in_a_stream()
    {
        await using MiniServer server = await NanoServer.StartAsync();
        AnthropicClient client = Client(server);
        var calculator = new Tool
        {
            Name = "calculator",
            Description = "Evaluates an expression.",
            InputSchema = new InputSchema
            {
                Properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["expression"] = JsonElement.Parse("""{"type":"string"}""") },
                Required = ["expression"],
            },
        };
        const string question = "what is 235 * 42?";
        MessageCreateParams ask = With(Ask(question) with { Tools = [calculator] }, """{"temperature":0}""");
        Message first = await client.Messages.Create(ask, Cancellation);
        ToolUseBlock call = first.Content.Select(block => block.TryPickToolUse(out ToolUseBlock? use) ? use : null).OfType<ToolUseBlock>().Single();
        Assert.Equal(("calculator", "235*42"), (call.Name, call.Input["expression"].GetString()));
        List<ContentBlockParam> said = [.. first.Content.Select(block => new ContentBlockParam(block.Json))];
        List<ContentBlockParam> result = [new ToolResultBlockParam(call.ID) { Content = """{"result":9870}""" }];
        MessageCreateParams next = ask with { Messages = [new UserMessageParam(question), new AssistantMessageParam(said), new UserMessageParam(result)] };
        var text = new StringBuilder();
        await foreach (RawMessageStreamEvent item in client.Messages.CreateStreaming(next, Cancellation))
        {
            text.Append(item.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? delta) && delta.Delta.TryPickText(out TextDelta? more) ? more.Text : string.Empty);
        }

        Assert.Contains("9870", text.ToString(), StringComparison.Ordinal);
    }

    private static MessageCreateParams Ask(string question) => new() { Model = Model, MaxTokens = 100, Messages = [new UserMessageParam(question)] };

    /// <summary>With fields that this client has no properties for any more, and the API still has.</summary>
    private static MessageCreateParams With(MessageCreateParams ask, string fields)
    {
        var body = new Dictionary<string, JsonElement>(ask.RawBodyData, StringComparer.Ordinal);
        foreach (JsonProperty field in JsonElement.Parse(fields).EnumerateObject())
        {
            body[field.Name] = field.Value;
        }

        return MessageCreateParams.FromRawUnchecked(ask.RawHeaderData, ask.RawQueryData, body);
    }

    private static AnthropicClient Client(MiniServer server, string prefix = "") =>
        new() { BaseUrl = server.Address.ToString().TrimEnd('/') + prefix, ApiKey = "sk-any", MaxRetries = 0 };
}
