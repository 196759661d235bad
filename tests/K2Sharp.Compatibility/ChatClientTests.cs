using System.ClientModel;
using System.Text;
using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;
using OpenAI.Chat;

namespace K2Sharp.Compatibility;

/// <summary>The official client against the server over a socket; the small model says what the tests have written down.</summary>
public sealed class ChatClientTests(SharedServer shared)
{
    private static readonly string[] s_thought = ["<think>", "9.9 is 9.90", "</think>", "9.9 is", " bigger."];

    private static readonly string[] s_call =
    [
        "<think>", "look", "</think>", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"a1b2"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    private static readonly ChatTool s_tool = ChatTool.CreateFunctionTool(
        "lookup", "Looks up a key.", BinaryData.FromString("""{"type":"object","properties":{"key":{"type":"string"}},"required":["key"]}"""));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_answer_has_content_reasoning_and_usage()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("whole", s_thought);
        ClientResult<ChatCompletion> result = await OfficialClient.For(server).CompleteChatAsync([new UserChatMessage("whole")], cancellationToken: Cancellation);
        ChatCompletion answer = result.Value;
        Assert.Equal("9.9 is bigger.", answer.Content[0].Text);
        Assert.Equal("9.9 is 9.90", OfficialClient.Reasoning(result));
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, answer.Role);
        Assert.Equal("kimi-k2-thinking", answer.Model);
        Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
        Assert.InRange(answer.Usage.OutputTokenDetails.ReasoningTokenCount, 1, answer.Usage.OutputTokenCount - 1);
        Assert.InRange(answer.Usage.InputTokenDetails.CachedTokenCount, 0, answer.Usage.InputTokenCount - 1);
    }

    [Fact]
    public async Task A_stream_adds_up_and_ends_with_usage()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("streamed", s_thought);
        var content = new StringBuilder();
        var reasoning = new StringBuilder();
        ChatFinishReason? reason = null;
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in OfficialClient.For(server).CompleteChatStreamingAsync([new UserChatMessage("streamed")], cancellationToken: Cancellation))
        {
            content.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            reasoning.Append(OfficialClient.Reasoning(update));
            reason = update.FinishReason ?? reason;
            usage = update.Usage ?? usage;
        }

        Assert.Equal("9.9 is bigger.", content.ToString());
        Assert.Equal("9.9 is 9.90", reasoning.ToString());
        Assert.Equal(ChatFinishReason.Stop, reason);
        Assert.NotNull(usage);
        Assert.InRange(usage.OutputTokenCount, 5, 100);
    }

    [Fact]
    public async Task Tools_are_called_and_their_results_read()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("use the tool", s_call);
        ChatClient client = OfficialClient.For(server);
        List<ChatMessage> messages = [new UserChatMessage("use the tool")];
        var options = new ChatCompletionOptions { Tools = { s_tool }, ToolChoice = ChatToolChoice.CreateAutoChoice() };
        ClientResult<ChatCompletion> first = await client.CompleteChatAsync(messages, options, Cancellation);
        Assert.Equal(ChatFinishReason.ToolCalls, first.Value.FinishReason);
        ChatToolCall call = Assert.Single(first.Value.ToolCalls);
        Assert.Equal(("functions.lookup:0", "lookup", """{"key":"a1b2"}"""), (call.Id, call.FunctionName, call.FunctionArguments.ToString()));

        messages.Add(new AssistantChatMessage(first.Value).WithReasoning(OfficialClient.Reasoning(first)));
        messages.Add(new ToolChatMessage(call.Id, """{"next":null}"""));
        messages.Add(new UserChatMessage("done?"));
        server.Scripts.Add("done?", s_thought);
        ClientResult<ChatCompletion> second = await client.CompleteChatAsync(messages, options, Cancellation);
        Assert.Equal("9.9 is bigger.", second.Value.Content[0].Text);
    }

    [Fact]
    public async Task A_streamed_call_comes_in_pieces_that_add_up()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("stream the tool", s_call);
        var arguments = new StringBuilder();
        string? name = null, id = null;
        await foreach (StreamingChatCompletionUpdate update in OfficialClient.For(server).CompleteChatStreamingAsync(
            [new UserChatMessage("stream the tool")], new ChatCompletionOptions { Tools = { s_tool } }, Cancellation))
        {
            foreach (StreamingChatToolCallUpdate call in update.ToolCallUpdates)
            {
                Assert.Equal(0, call.Index);
                name ??= call.FunctionName;
                id ??= call.ToolCallId;
                arguments.Append(call.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal(("functions.lookup:0", "lookup", """{"key":"a1b2"}"""), (id, name, arguments.ToString()));
    }

    [Fact]
    public async Task Several_answers_come_side_by_side()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("three", s_thought);
        ChatCompletionOptions options = new ChatCompletionOptions().With("$.n", "3");
        ClientResult<ChatCompletion> result = await OfficialClient.For(server).CompleteChatAsync([new UserChatMessage("three")], options, Cancellation);
        JsonElement choices = result.GetRawResponse().Content.ToObjectFromJson<JsonElement>().GetProperty("choices");
        Assert.Equal(3, choices.GetArrayLength());
        Assert.All(choices.EnumerateArray(), choice => Assert.Equal("9.9 is bigger.", choice.GetProperty("message").GetProperty("content").GetString()));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answer()
    {
        ChatClient client = OfficialClient.For(shared.Get());
#pragma warning disable OPENAI001 // Seed is marked as experimental.
        ChatCompletionOptions Options(long seed) => new ChatCompletionOptions { MaxOutputTokenCount = 24, Seed = seed }.With("$.chat_template_kwargs", """{"thinking":false}""");
#pragma warning restore OPENAI001
        ChatCompletion first = await client.CompleteChatAsync([new UserChatMessage("anything")], Options(7), Cancellation);
        ChatCompletion second = await client.CompleteChatAsync([new UserChatMessage("anything")], Options(7), Cancellation);
        ChatCompletion other = await client.CompleteChatAsync([new UserChatMessage("anything")], Options(8), Cancellation);
        Assert.Equal(first.Content[0].Text, second.Content[0].Text);
        Assert.NotEqual(first.Content[0].Text, other.Content[0].Text);
    }

    [Fact]
    public async Task Log_probabilities_can_be_asked_for()
    {
        ChatCompletionOptions options = new ChatCompletionOptions { MaxOutputTokenCount = 12, Temperature = 0, IncludeLogProbabilities = true, TopLogProbabilityCount = 2 }
            .With("$.chat_template_kwargs", """{"thinking":false}""");
        ChatCompletion answer = await OfficialClient.For(shared.Get()).CompleteChatAsync([new UserChatMessage("anything")], options, Cancellation);
        Assert.NotEmpty(answer.ContentTokenLogProbabilities);
        Assert.All(answer.ContentTokenLogProbabilities, token =>
        {
            Assert.Equal(2, token.TopLogProbabilities.Count);
            Assert.InRange(token.LogProbability, float.MinValue, 0f);
            Assert.NotNull(token.Utf8Bytes);
        });
    }

    [Fact]
    public async Task A_cancelled_stream_ends_and_the_next_request_is_answered()
    {
        MiniServer server = shared.Get();
        ChatClient client = OfficialClient.For(server);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        int updates = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate _ in client.CompleteChatStreamingAsync([new UserChatMessage("anything")], new ChatCompletionOptions { Temperature = 0 }, leave.Token))
            {
                if (++updates == 3)
                {
                    await leave.CancelAsync();
                }
            }
        });
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("anything")], new ChatCompletionOptions { MaxOutputTokenCount = 2 }, Cancellation);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
    }

    [Fact]
    public async Task Errors_have_their_status_and_say_what_to_do()
    {
        MiniServer server = shared.Get();
        ClientResultException missing = await Assert.ThrowsAsync<ClientResultException>(
            () => OfficialClient.For(server, "gpt-4").CompleteChatAsync([new UserChatMessage("hi")], cancellationToken: Cancellation));
        Assert.Equal(404, missing.Status);
        Assert.Contains("gpt-4", missing.Message, StringComparison.Ordinal);

        ClientResultException wrong = await Assert.ThrowsAsync<ClientResultException>(
            () => OfficialClient.For(server).CompleteChatAsync([new UserChatMessage("hi")], new ChatCompletionOptions { Temperature = 7 }, Cancellation));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("temperature", wrong.Message, StringComparison.Ordinal);

        ClientResultException format = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate _ in OfficialClient.For(server).CompleteChatStreamingAsync(
                [new UserChatMessage(new string('x', 5000))], cancellationToken: Cancellation))
            {
                // Nothing comes: the prompt is too long.
            }
        });
        Assert.Equal(400, format.Status);
        Assert.Contains("exceeded model token limit", format.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_message_and_part_is_read()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("what is this?", s_thought);
        ChatCompletion answer = await OfficialClient.For(server).CompleteChatAsync(
            [
                new SystemChatMessage("Be brief."),
#pragma warning disable OPENAI001 // Developer messages are marked as experimental.
                new DeveloperChatMessage("Be kind."),
#pragma warning restore OPENAI001
                new UserChatMessage(ChatMessageContentPart.CreateTextPart("what "), ChatMessageContentPart.CreateTextPart("is this?")),
            ],
            cancellationToken: Cancellation);
        Assert.Equal("9.9 is bigger.", answer.Content[0].Text);
    }
}
