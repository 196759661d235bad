using System.Diagnostics.Metrics;
using System.Text.Json;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.TestData;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Inference.Tests.Engine;

/// <summary>Forms of content, the switch, and what is refused; by a model with random weights.</summary>
public sealed class EnforcedFormatTests : IDisposable
{
    private static readonly ChatTool s_tool = new(Json("""{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"n":{"enum":[1,2]}},"required":["n"],"additionalProperties":false}}}"""));

    private static readonly string[] s_choices = ["yes", "no", "perhaps"];
    private static readonly string[] s_arguments = ["{\"n\":1}", "{\"n\":2}"];

    private static readonly ChatRequest s_request = new()
    {
        Messages = [ChatMessage.FromUser("hi")],
        Sampling = new SamplingOptions { Temperature = 1, Seed = 5 },
        ThinkingBudget = 3,
        MaxTokens = 400,
    };

    private readonly K2Engine _engine = K2Engine.Load(SharedData.MiniModel);

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Content_keeps_a_schema(int seed)
    {
        JsonElement schema = Json("""{"type":"object","properties":{"kind":{"enum":["red","green"]},"size":{"type":"integer","minimum":3,"maximum":70},"ok":{"type":"boolean"}},"required":["kind","size","ok"],"additionalProperties":false}""");
        ParsedMessage answer = Answer(Seeded(seed) with { ResponseFormat = ContentRule.JsonSchema(schema) });
        Assert.Equal(FinishReason.Stop, answer.FinishReason);
        Assert.Empty(JsonSchemaValidator.Compile(schema).Validate(Json(answer.Content)));
        Assert.DoesNotContain('\n', answer.Content);
    }

    [Fact]
    public void Content_is_one_of_the_choices_or_matches_an_expression()
    {
        Assert.Contains(Answer(s_request with { ResponseFormat = ContentRule.Choice(s_choices) }).Content, s_choices);
        Assert.Matches("^[a-f]{2}-\\d{3}$", Answer(s_request with { ResponseFormat = ContentRule.Regex("[a-f]{2}-\\d{3}") }).Content);
    }

    [Fact]
    public void A_demanded_call_is_made_and_most_of_it_is_forced()
    {
        Dictionary<string, double> measured = [];
        using MeterListener listener = Listen(measured);
        ChatRequest request = s_request with { Tools = [s_tool], ToolChoice = ToolCallRule.Named("f"), AllowParallelToolCalls = false };
        ParsedMessage answer = Answer(request);
        ChatToolCall call = Assert.Single(answer.ToolCalls);
        Assert.Equal("functions.f:0", call.Id);
        Assert.Contains(call.Arguments, s_arguments);
        Assert.Equal(FinishReason.ToolCalls, answer.FinishReason);

        // Section, call, header, arguments' beginning and end: all but the thought and the choice between 1 and 2.
        Assert.InRange(measured["k2.grammar.forced_tokens"], 8, double.MaxValue);
        Assert.True(measured["k2.grammar.mask.duration"] > 0);
        Assert.False(measured.ContainsKey("k2.answer.parse_failures"));
    }

    [Fact]
    public void What_contradicts_itself_is_refused_before_anything_runs()
    {
        Refuse<AnswerFormatException>(s_request with { ToolChoice = ToolCallRule.Required }, "tool_choice: a call is demanded, but no tools are declared");
        Refuse<AnswerFormatException>(s_request with { Tools = [s_tool], EnforceFormat = false, ToolChoice = ToolCallRule.Required }, "tool_choice: this can only be kept where formats are enforced, which is switched off");
        Refuse<AnswerFormatException>(s_request with { EnforceFormat = false, ResponseFormat = ContentRule.JsonObject }, "response_format: this can only be kept where formats are enforced, which is switched off");
        Refuse<ArgumentException>(s_request with { Constraint = new Free(), ResponseFormat = ContentRule.JsonObject }, "a constraint replaces the rules of tool_choice and response_format; give one or the other");
        ChatTool bad = new(Json("""{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{"a":{"pattern":"^(?=a)b"}}}}}"""));
        Assert.StartsWith("tools[1].function.parameters: ", Assert.Throws<AnswerFormatException>(() => _engine.Chat(s_request with { Tools = [s_tool, bad] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_enforcement_any_token_may_come()
    {
        ChatRequest request = s_request with { Tools = [s_tool], EnforceFormat = false, MaxTokens = 60, Sampling = new SamplingOptions { Temperature = 1, Seed = 1 } };
        ChatGeneration generation = _engine.Chat(request);
        List<int> tokens = [];
        generation.TokenRead = token => tokens.Add(token.Token);
        _ = generation.Stream(cancellationToken: TestContext.Current.CancellationToken).Count();
        string[] allowed = ["<think>", "</think>"];
        Assert.Contains(tokens, token => _engine.Tokenizer.SpecialText(token) is { } name && !allowed.Contains(name));
    }

    private static ChatRequest Seeded(int seed) => s_request with { Sampling = new SamplingOptions { Temperature = 1, Seed = seed } };

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static MeterListener Listen(Dictionary<string, double> measured)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "K2Sharp")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();
        return listener;

        void Add(string name, double value)
        {
            lock (measured)
            {
                measured[name] = measured.GetValueOrDefault(name) + value;
            }
        }
    }

    private ParsedMessage Answer(ChatRequest request)
    {
        var message = new ParsedMessageBuilder();
        foreach (AssistantEvent item in _engine.Chat(request).Stream(cancellationToken: TestContext.Current.CancellationToken))
        {
            message.Add(item);
        }

        return message.Build();
    }

    private void Refuse<T>(ChatRequest request, string message)
        where T : Exception
        => Assert.Equal(message, Assert.Throws<T>(() => _engine.Chat(request)).Message);

    private sealed class Free : ITokenConstraint
    {
        public ReadOnlySpan<int> Forced => [];

        public void Prepare(CancellationToken cancellation)
        {
        }

        public void Apply(Span<float> logits)
        {
        }

        public void Accept(int token)
        {
        }
    }
}
