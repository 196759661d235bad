#pragma warning disable OPENAI001 // The client of this API is marked as experimental.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;
using OpenAI.Responses;

namespace K2Sharp.Compatibility;

/// <summary>The official client of the Responses API against the server over a socket; the small model says what the tests have written down.</summary>
public sealed class ResponsesClientTests(SharedServer shared)
{
    private const string Model = "kimi-k2-thinking";
    private static readonly string[] s_answer = ["<think>", "9.9 is 9.90", "</think>", "9.9 is", " bigger."];

    private static readonly string[] s_call =
    [
        "<think>", "look", "</think>", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"a1b2"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    private static readonly FunctionTool s_tool = ResponseTool.CreateFunctionTool(
        "lookup",
        BinaryData.FromString("""{"type":"object","properties":{"key":{"type":"string"}},"required":["key"],"additionalProperties":false}"""),
        strictModeEnabled: true,
        "Looks up a key.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_response_has_text_thought_and_usage()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("c-whole", s_answer);
        var options = new CreateResponseOptions
        {
            Model = Model,
            Instructions = "Be brief.",
            Temperature = 0.5f,
            MaxOutputTokenCount = 100,
            ReasoningOptions = new ResponseReasoningOptions { ReasoningEffortLevel = ResponseReasoningEffortLevel.High, ReasoningSummaryVerbosity = ResponseReasoningSummaryVerbosity.Detailed },
        };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("c-whole"));
        options.Metadata.Add("a", "b");
        ResponseResult response = await Client(server).CreateResponseAsync(options, Cancellation);
        Assert.Equal("9.9 is bigger.", response.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, response.Status);
        Assert.Equal("9.9 is 9.90", response.OutputItems.OfType<ReasoningResponseItem>().Single().GetSummaryText());
        Assert.Equal((Model, 0.5f, 100), (response.Model, response.Temperature, response.MaxOutputTokenCount));
        Assert.Equal("b", response.Metadata["a"]);
        Assert.InRange(response.Usage.OutputTokenDetails.ReasoningTokenCount, 1, response.Usage.OutputTokenCount - 1);
        Assert.Equal(response.Usage.TotalTokenCount, response.Usage.InputTokenCount + response.Usage.OutputTokenCount);
        Assert.Null(response.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_is_read_to_its_end(bool isSummarised)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("c-stream", s_answer);
        var options = new CreateResponseOptions { Model = Model, StreamingEnabled = true };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("c-stream"));
        if (isSummarised)
        {
            options.ReasoningOptions = new ResponseReasoningOptions { ReasoningSummaryVerbosity = ResponseReasoningSummaryVerbosity.Auto };
        }

        var text = new StringBuilder();
        var thought = new StringBuilder();
        ResponseResult? last = null;
        int next = 0;
        await foreach (StreamingResponseUpdate update in await Client(server).CreateResponseStreamingAsync(options, Cancellation))
        {
            Assert.Equal(next++, update.SequenceNumber);
            switch (update)
            {
                case StreamingResponseOutputTextDeltaUpdate delta:
                    text.Append(delta.Delta);
                    break;
                case StreamingResponseReasoningTextDeltaUpdate delta:
                    thought.Append(delta.Delta);
                    break;
                case StreamingResponseReasoningSummaryTextDeltaUpdate delta:
                    thought.Append(delta.Delta);
                    break;
                case StreamingResponseCompletedUpdate completed:
                    last = completed.Response;
                    break;
                default:
                    break;
            }
        }

        Assert.Equal(("9.9 is bigger.", "9.9 is 9.90"), (text.ToString(), thought.ToString()));
        Assert.Equal("9.9 is bigger.", last!.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, last.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tool_loop_goes_on_with_everything_or_with_the_response_s_id(bool isChained)
    {
        MiniServer server = shared.Get();
        string question = $"c-tools {isChained}";
        server.Scripts.AddTurns(question, 2, turn => turn == 0 ? s_call : ["<think>", "there", "</think>", "It is 42."]);
        ResponsesClient client = Client(server);
        var options = new CreateResponseOptions { Model = Model, ToolChoice = ResponseToolChoice.CreateAutoChoice(), ParallelToolCallsEnabled = true };
        options.Tools.Add(s_tool);
        options.InputItems.Add(ResponseItem.CreateUserMessageItem(question));
        ResponseResult first = await client.CreateResponseAsync(options, Cancellation);
        FunctionCallResponseItem call = first.OutputItems.OfType<FunctionCallResponseItem>().Single();
        Assert.Equal(("lookup", "functions.lookup:0", """{"key":"a1b2"}"""), (call.FunctionName, call.CallId, call.FunctionArguments.ToString()));

        if (isChained)
        {
            options.InputItems.Clear();
            options.PreviousResponseId = first.Id;
        }
        else
        {
            foreach (ResponseItem item in first.OutputItems)
            {
                options.InputItems.Add(item);
            }
        }

        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "42"));
        ResponseResult second = await client.CreateResponseAsync(options, Cancellation);
        Assert.Equal("It is 42.", second.GetOutputText());

        // The thought of the tool loop came back with the call, whichever way.
        Assert.Equal("look", server.Scripts.Calls.Last(item => item.Messages[0].Text == question).Messages.Single(message => message.ToolCalls.Count == 1).ReasoningContent);
        Assert.True(second.Usage.InputTokenDetails.CachedTokenCount > 0);
    }

    [Fact]
    public async Task Stored_responses_are_read_listed_and_removed()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("c-store", s_answer);
        ResponsesClient client = Client(server);
        ResponseResult made = await client.CreateResponseAsync(Model, "c-store", cancellationToken: Cancellation);
        ResponseResult read = await client.GetResponseAsync(made.Id, Cancellation);
        Assert.Equal(made.GetOutputText(), read.GetOutputText());
        List<ResponseItem> items = [];
        await foreach (ResponseItem item in client.GetResponseInputItemsAsync(new ResponseItemCollectionOptions(made.Id), Cancellation))
        {
            items.Add(item);
        }

        Assert.Equal("c-store", Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(items)).Content[0].Text);
        ResponseDeletionResult removed = await client.DeleteResponseAsync(made.Id, Cancellation);
        Assert.True(removed.Deleted);
        ClientResultException gone = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(made.Id, Cancellation));
        Assert.Equal(404, gone.Status);
    }

    [Fact]
    public async Task Errors_have_their_status_and_say_what_to_do()
    {
        MiniServer server = shared.Get();
        ClientResultException missing = await Assert.ThrowsAsync<ClientResultException>(() => Client(server).CreateResponseAsync("gpt-5", "hi", cancellationToken: Cancellation));
        Assert.Equal(404, missing.Status);
        Assert.Contains("gpt-5", missing.Message, StringComparison.Ordinal);
        ClientResultException previous = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(server).CreateResponseAsync(Model, "hi", previousResponseId: "resp_none", cancellationToken: Cancellation));
        Assert.Equal(400, previous.Status);
        Assert.Contains("previous_response_not_found", previous.Message, StringComparison.Ordinal);
        var options = new CreateResponseOptions { Model = Model, StreamingEnabled = true, Temperature = 9 };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("hi"));
        ClientResultException wrong = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            await foreach (StreamingResponseUpdate _ in await Client(server).CreateResponseStreamingAsync(options, Cancellation))
            {
                // Nothing comes: the temperature is wrong.
            }
        });
        Assert.Equal(400, wrong.Status);
        Assert.Contains("temperature", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trained_model_answers_and_remembers()
    {
        await using MiniServer server = await NanoServer.StartAsync();
        ResponsesClient client = Client(server);
        var options = new CreateResponseOptions { Model = Model, Temperature = 0, MaxOutputTokenCount = 400 };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("which one is bigger, 9.11 or 9.9? think carefully."));
        ResponseResult first = await client.CreateResponseAsync(options, Cancellation);
        Assert.Equal(ResponseStatus.Completed, first.Status);
        Assert.Contains("9.9", first.GetOutputText(), StringComparison.Ordinal);
        options.InputItems.Clear();
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("and which one is bigger, 3.5 or 3.41?"));
        options.PreviousResponseId = first.Id;
        ResponseResult second = await client.CreateResponseAsync(options, Cancellation);
        Assert.True(second.Usage.InputTokenCount > first.Usage.InputTokenCount);
        Assert.NotEmpty(second.GetOutputText());
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(ModelReaderWriter.Write(second).ToString()).ValueKind);
    }

    private static ResponsesClient Client(MiniServer server) => new(
        new ApiKeyCredential("sk-any"),
        new ResponsesClientOptions { Endpoint = new Uri(server.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = TimeSpan.FromMinutes(5) });
}
