using System.Text.Json;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Tests.Model;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Inference.Tests.Engine;

public sealed class ChatGenerationTests : IDisposable
{
    private static readonly ChatRequest s_request = new()
    {
        Messages = [ChatMessage.FromUser("hi")],
        Sampling = new SamplingOptions { Temperature = 0 },
    };

    private static readonly int[] s_answer =
    [
        ScriptedModel.Middle, ScriptedModel.Think, .. ScriptedModel.Bytes("hm"), ScriptedModel.ThinkEnd, .. ScriptedModel.Bytes("Ok, bye"),
    ];

    private readonly List<IDisposable> _owned = [];

    public void Dispose() => Enumerable.Reverse(_owned).ToList().ForEach(it => it.Dispose());

    [Fact]
    public void An_answer_comes_as_reasoning_then_text_then_the_reason_for_the_end()
    {
        ChatGeneration answer = Load(s_answer).Chat(s_request);
        AssistantEvent[] events = Read(answer);
        Assert.Equal("hm", Reasoning(events));
        Assert.Equal("Ok, bye", Text(events));
        Assert.Equal(new Finished(FinishReason.Stop), events[^1]);
        Assert.Equal(7, events.Count(step => step is TextDelta));

        // <think> h m </think> O k , space b y e <|im_end|>
        Assert.Equal(12, answer.Usage.CompletionTokens);
        Assert.Equal(4, answer.ReasoningTokens);
        Assert.Equal(0, answer.Usage.CachedTokens);
    }

    [Fact]
    public void The_prompt_is_counted_before_and_reported_while_it_is_read()
    {
        K2Engine engine = Load(s_answer);
        ChatGeneration answer = engine.Chat(s_request);
        int expected = engine.Tokenizer.Encode(K2ChatTemplate.Render(s_request.Messages, [])).Length;
        Assert.Equal(new GenerationUsage(expected, 0, 0), answer.Usage);
        var progress = new ListProgress();
        _ = answer.Stream(progress, TestContext.Current.CancellationToken).Count();
        Assert.Equal(new PromptProgress(expected, expected, 0), progress.Reports[^1]);
        Assert.Equal(new GenerationUsage(expected, 0, 12), answer.Usage);
    }

    [Theory]
    [InlineData("b", "Ok, ")]
    [InlineData("k, b", "O")]
    [InlineData("Ok", "")]
    [InlineData("bye", "Ok, ")]
    [InlineData("Ok, bye", "")]
    public void A_stop_string_cuts_the_text_even_across_tokens(string stop, string expected)
    {
        K2Engine engine = Load(s_answer);
        ChatGeneration answer = engine.Chat(s_request with { StopStrings = ["zzz", stop] });
        AssistantEvent[] events = Read(answer);
        Assert.Equal(expected, Text(events));
        Assert.Equal("hm", Reasoning(events));
        Assert.Equal(new Finished(FinishReason.Stop), events[^1]);
        Assert.Single(events, step => step is Finished);

        // The answer ended where the stop string did, and the engine is free.
        Assert.Equal(4 + expected.Length + stop.Length, answer.Usage.CompletionTokens);
        ChatGeneration next = engine.Chat(s_request with { StopStrings = [stop] });
        Assert.Equal(expected, Text(Read(next)));
        Assert.Equal(next.Usage.PromptTokens, next.Usage.CachedTokens);
    }

    [Theory]
    [InlineData("yex")]
    [InlineData("bye!")]
    [InlineData("h")]
    [InlineData("hm")]
    public void Text_that_only_began_like_a_stop_string_and_reasoning_are_let_through(string stop)
    {
        AssistantEvent[] events = Read(Load(s_answer).Chat(s_request with { StopStrings = [stop] }));
        Assert.Equal("Ok, bye", Text(events));
        Assert.Equal("hm", Reasoning(events));
        Assert.Equal(new Finished(FinishReason.Stop), events[^1]);
    }

    [Theory]
    [InlineData(1, "", "")]
    [InlineData(3, "hm", "")]
    [InlineData(7, "hm", "Ok,")]
    [InlineData(11, "hm", "Ok, bye")]
    public void Max_tokens_cuts_with_the_reason_length(int most, string reasoning, string text)
    {
        ChatGeneration answer = Load(s_answer).Chat(s_request with { MaxTokens = most });
        AssistantEvent[] events = Read(answer);
        Assert.Equal((reasoning, text), (Reasoning(events), Text(events)));
        Assert.Equal(new Finished(FinishReason.Length), events[^1]);
        Assert.Equal(most, answer.Usage.CompletionTokens);
    }

    [Fact]
    public void Text_held_back_for_a_stop_string_is_released_when_the_answer_is_cut()
    {
        AssistantEvent[] events = Read(Load(s_answer).Chat(s_request with { MaxTokens = 10, StopStrings = ["bye"] }));
        Assert.Equal("Ok, by", Text(events));
        Assert.Equal(new Finished(FinishReason.Length), events[^1]);
    }

    [Fact]
    public void Characters_come_whole_whatever_tokens_hold_their_bytes()
    {
        AssistantEvent[] events = Read(Load([ScriptedModel.Middle, ScriptedModel.Think, ScriptedModel.ThinkEnd, .. ScriptedModel.Bytes("aé😀b")]).Chat(s_request));
        Assert.Equal(["a", "é", "😀", "b"], events.OfType<TextDelta>().Select(delta => delta.Text));
    }

    [Fact]
    public void A_tool_call_ends_the_answer_with_the_reason_tool_calls()
    {
        int[] script =
        [
            ScriptedModel.Middle, ScriptedModel.Think, ScriptedModel.ThinkEnd, .. ScriptedModel.Bytes("ok"), ScriptedModel.ToolSection, ScriptedModel.Call,
            .. ScriptedModel.Bytes("lab:0"), ScriptedModel.Arguments, .. ScriptedModel.Bytes("{}"), ScriptedModel.CallEnd,
            ScriptedModel.ToolSectionEnd,
        ];
        using JsonDocument tool = JsonDocument.Parse("""{"type":"function","function":{"name":"lab","parameters":{"type":"object"}}}""");
        AssistantEvent[] events = Read(Load(script).Chat(s_request with { Tools = [new ChatTool(tool.RootElement)], EnforceFormat = false, StopStrings = ["okay", "{}"] }));
        Assert.Equal("ok", Text(events));
        ToolCallStarted call = Assert.Single(events.OfType<ToolCallStarted>());
        Assert.Equal("lab", call.Name);
        Assert.Equal("{}", string.Concat(events.OfType<ToolArgumentsDelta>().Select(delta => delta.Text)));
        Assert.Equal(new Finished(FinishReason.ToolCalls), events[^1]);

        // What was held back for the stop string came before the call.
        Assert.True(Array.FindLastIndex(events, step => step is TextDelta) < Array.IndexOf(events, call));
    }

    [Fact]
    public void An_answer_can_be_streamed_once()
    {
        ChatGeneration answer = Load(s_answer).Chat(s_request);
        _ = Read(answer);
        Assert.Throws<InvalidOperationException>(() => Read(answer));
    }

    [Fact]
    public void Leaving_early_frees_the_engine()
    {
        K2Engine engine = Load(s_answer);
        _ = engine.Chat(s_request).Stream(cancellationToken: TestContext.Current.CancellationToken).First();
        Assert.Equal("Ok, bye", Text(Read(engine.Chat(s_request))));
    }

    [Fact]
    public void Cancelling_ends_the_stream_with_the_exception_and_the_usage_so_far()
    {
        K2Engine engine = Load(s_answer);
        ChatGeneration answer = engine.Chat(s_request);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (AssistantEvent step in answer.Stream(cancellationToken: source.Token))
            {
                if (step is TextDelta { Text: "k" })
                {
                    source.Cancel();
                }
            }
        });
        Assert.Equal(6, answer.Usage.CompletionTokens);
        Assert.Equal("Ok, bye", Text(Read(engine.Chat(s_request))));
    }

    [Fact]
    public void Bad_requests_are_refused_before_the_stream_begins()
    {
        K2Engine engine = Load(s_answer);
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with { MaxTokens = 0 }));
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with { Sampling = new SamplingOptions { TopP = 2 } }));
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with { StopStrings = [string.Empty] }));
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with
        {
            Sampling = new SamplingOptions { LogitBias = new Dictionary<int, float> { [ScriptedModel.Vocabulary] = 1 } },
        }));
        var exception = Assert.Throws<ContextLengthException>(() => engine.Chat(s_request with { Messages = [ChatMessage.FromUser(new string('~', 5000))] }));
        Assert.Equal(512, exception.ContextLength);
    }

    [Fact]
    public void The_next_turn_of_a_conversation_costs_only_its_new_tokens()
    {
        K2Engine engine = Load(s_answer);
        ChatGeneration first = engine.Chat(s_request);
        _ = Read(first);
        ChatGeneration second = engine.Chat(s_request with
        {
            Messages = [.. s_request.Messages, ChatMessage.FromAssistant("Ok, bye"), ChatMessage.FromUser("and")],
        });
        AssistantEvent[] events = Read(second);
        Assert.Equal("Ok, bye", Text(events));

        // The template drops earlier reasoning, so the shared part ends behind the second <think>.
        Assert.Equal(first.Usage.PromptTokens + 1, second.Usage.CachedTokens);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "h")]
    [InlineData(2, "hm")]
    [InlineData(9, "hm")]
    public void At_the_thinking_budget_the_thought_is_closed_and_the_answer_still_comes(int budget, string reasoning)
    {
        ChatGeneration answer = Load(s_answer).Chat(s_request with { ThinkingBudget = budget });
        AssistantEvent[] events = Read(answer);
        Assert.Equal((reasoning, "Ok, bye"), (Reasoning(events), Text(events)));
        Assert.Equal(2 + reasoning.Length, answer.ReasoningTokens);
    }

    [Fact]
    public void Without_thinking_the_prompt_ends_behind_an_empty_thought()
    {
        K2Engine engine = Load(s_answer);
        ChatGeneration answer = engine.Chat(s_request with { Thinking = ThinkingMode.Off });
        AssistantEvent[] events = Read(answer);
        Assert.Equal((string.Empty, "Ok, bye"), (Reasoning(events), Text(events)));
        Assert.Equal((8, 0), (answer.Usage.CompletionTokens, answer.ReasoningTokens));
        Assert.Equal(engine.RenderPrompt(s_request).Length + 2, answer.Usage.PromptTokens);
    }

    [Theory]
    [InlineData("O", null, "", "k, bye")]
    [InlineData("O", "hm", "", "k, bye")]
    [InlineData("", "h", "m", "Ok, bye")]
    [InlineData("", null, "", "Ok, bye")]
    public void A_partial_message_is_gone_on_with_where_it_ends(string content, string? thought, string reasoning, string text)
    {
        AssistantEvent[] events = Read(Load(s_answer).Chat(s_request with
        {
            Messages = [.. s_request.Messages, ChatMessage.FromAssistant(content, thought)],
            Thinking = ThinkingMode.Partial,
        }));
        Assert.Equal((reasoning, text), (Reasoning(events), Text(events)));
    }

    [Fact]
    public void Partial_mode_needs_a_message_to_go_on_with_and_a_budget_must_not_be_negative()
    {
        K2Engine engine = Load(s_answer);
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with { Thinking = ThinkingMode.Partial }));
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with { ThinkingBudget = -1 }));
        Assert.Throws<ArgumentException>(() => engine.Chat(s_request with { TopLogProbs = 21 }));
    }

    [Fact]
    public async Task The_asynchronous_stream_has_the_same_events_and_tells_tokens_with_their_channel()
    {
        K2Engine engine = Load(s_answer);
        AssistantEvent[] expected = Read(engine.Chat(s_request));
        ChatGeneration answer = engine.Chat(s_request with { TopLogProbs = 2 });
        var tokens = new List<GeneratedToken>();
        answer.TokenRead = tokens.Add;
        var progress = new ListProgress();
        var events = new List<AssistantEvent>();
        await foreach (AssistantEvent item in answer.StreamAsync(progress, TestContext.Current.CancellationToken))
        {
            events.Add(item);
        }

        Assert.Equal(expected, events);
        Assert.Equal(s_answer[1..], tokens.Select(token => token.Token));
        Assert.Equal(4, tokens.Count(token => token.Channel == AssistantChannel.Reasoning));
        Assert.All(tokens.Skip(1), token => Assert.Equal(token.Token, token.LogProbs!.Top[0].Token));
        Assert.Null(tokens[0].LogProbs);
        Assert.NotEmpty(progress.Reports);
        Assert.Equal(StopReason.Stop, answer.StopReason);
    }

    [Fact]
    public async Task Leaving_the_asynchronous_stream_ends_the_answer()
    {
        K2Engine engine = Load(s_answer);
        await foreach (AssistantEvent item in engine.Chat(s_request).StreamAsync(TestContext.Current.CancellationToken))
        {
            Assert.NotNull(item);
            break;
        }

        await engine.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (engine.Statistics.Running, engine.Statistics.UsedCacheBlocks));
    }

    [Fact]
    public async Task Tokens_that_were_computed_before_a_cancellation_count_also_when_nobody_read_them()
    {
        K2Engine engine = Load(s_answer);
        using var gate = new GatedConstraint(after: 8);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ChatGeneration answer = engine.Chat(s_request with { Constraint = gate });
        int read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (AssistantEvent item in answer.StreamAsync(source.Token))
            {
                Assert.NotNull(item);
                if (read++ == 0)
                {
                    await gate.Reached;
                    await source.CancelAsync();
                    gate.Open();
                }
            }
        });
        Assert.Equal(1, read);
        Assert.InRange(answer.Usage.CompletionTokens, 8, 9);
    }

    private static string Text(IEnumerable<AssistantEvent> events) => string.Concat(events.OfType<TextDelta>().Select(delta => delta.Text));

    private static string Reasoning(IEnumerable<AssistantEvent> events) => string.Concat(events.OfType<ReasoningDelta>().Select(delta => delta.Text));

    private static AssistantEvent[] Read(ChatGeneration answer) => [.. answer.Stream(cancellationToken: TestContext.Current.CancellationToken)];

    private K2Engine Load(int[] script)
    {
        TestCheckpoint files = ScriptedModel.Write(script);
        _owned.Add(files);
        K2Engine engine = K2Engine.Load(files.DirectoryPath, new ModelOptions { Threads = 1 });
        _owned.Add(engine);
        return engine;
    }

    private sealed class ListProgress : IProgress<PromptProgress>
    {
        public List<PromptProgress> Reports { get; } = [];

        public void Report(PromptProgress value) => Reports.Add(value);
    }
}
