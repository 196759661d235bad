using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Extensions.AI.Tests.Hosting;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Extensions.AI.Tests;

public sealed class K2ChatClientTests
{
    private static readonly string[] s_thought = ["<think>", "let me see", "</think>", "It is 7."];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_has_reasoning_text_usage_and_a_reason()
    {
        await using ModelHost host = await StartAsync();
        Scripts(host).Add("hi", s_thought);
        ChatResponse response = await Client(host).GetResponseAsync("hi", cancellationToken: Cancellation);
        Assert.Equal("It is 7.", response.Text);
        Assert.Equal("let me see", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>().Select(content => content.Text)));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("k2-mini", response.ModelId);
        Assert.Equal(Scripts(host).Encode(s_thought).Length, response.Usage!.OutputTokenCount);
        Assert.Equal(response.Usage.InputTokenCount + response.Usage.OutputTokenCount, response.Usage.TotalTokenCount);
        Assert.InRange(response.Usage.ReasoningTokenCount ?? 0, 3, response.Usage.OutputTokenCount!.Value - 1);
        Assert.NotNull(response.Usage.CachedInputTokenCount);
    }

    [Fact]
    public async Task A_stream_adds_up_to_the_whole_answer()
    {
        await using ModelHost host = await StartAsync();
        Scripts(host).Add("hi", s_thought);
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in Client(host).GetStreamingResponseAsync("hi", cancellationToken: Cancellation))
        {
            updates.Add(update);
        }

        ChatResponse whole = await Client(host).GetResponseAsync("hi", cancellationToken: Cancellation);
        Assert.Equal(whole.Text, string.Concat(updates.Select(update => update.Text)));
        Assert.Single(updates.Select(update => update.ResponseId).Distinct());
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.All(updates[..^1], update => Assert.Null(update.FinishReason));
    }

    [Fact]
    public async Task Functions_are_invoked_by_the_middleware_and_the_reasoning_goes_back()
    {
        await using ModelHost host = await StartAsync(builder => builder.AddChatClient().UseFunctionInvocation());
        Scripts scripts = Scripts(host);
        scripts.AddTurns("weather?", 1, _ =>
        [
            "<think>", "ask", "</think>", "<|tool_calls_section_begin|>", "<|tool_call_begin|>", "functions.get_weather:0",
            "<|tool_call_argument_begin|>", """{"city":"Bern"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
        ]);
        scripts.Add("weather?", "<think>", "good", "</think>", "Sunny in Bern.");
        string? asked = null;
        AIFunction function = AIFunctionFactory.Create((string city) => (asked = city) is null ? "?" : "sunny", "get_weather");
        ChatResponse response = await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("weather?", new ChatOptions { Tools = [function] }, Cancellation);
        Assert.Equal("Bern", asked);
        Assert.EndsWith("Sunny in Bern.", response.Text, StringComparison.Ordinal);
        Assert.Equal("functions.get_weather:0", response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single().CallId);
    }

    [Fact]
    public async Task Reasoning_can_be_left_out_of_the_answer()
    {
        await using ModelHost host = await StartAsync();
        Scripts(host).Add("hi", s_thought);
        ChatResponse response = await Client(host).GetResponseAsync("hi", new ChatOptions { Reasoning = new ReasoningOptions { Output = ReasoningOutput.None } }, Cancellation);
        Assert.Equal("It is 7.", response.Text);
        Assert.DoesNotContain(response.Messages[0].Contents, content => content is TextReasoningContent);
    }

    [Fact]
    public async Task A_schema_is_kept_even_by_a_model_of_random_weights()
    {
        await using ModelHost host = await StartAsync();
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(
                """{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false}""")),
            AdditionalProperties = new() { ["thinking"] = false },
        };
        ChatResponse response = await Client(host).GetResponseAsync("anything", options, Cancellation);
        Assert.Contains(JsonElement.Parse(response.Text).GetProperty("a").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
    }

    [Fact]
    public async Task A_schema_that_cannot_be_enforced_is_refused_clearly()
    {
        await using ModelHost host = await StartAsync();
        var format = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"nonsense"}"""));
        K2RequestException exception = await Assert.ThrowsAsync<K2RequestException>(
            () => Client(host).GetResponseAsync("hi", new ChatOptions { ResponseFormat = format }, Cancellation));
        Assert.StartsWith("response_format", exception.Field, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_and_spans_have_the_names_of_the_conventions_and_no_text()
    {
        await using ModelHost host = await StartAsync();
        Scripts(host).Add("a secret question", s_thought);
        Dictionary<string, double> measured = new(StringComparer.Ordinal);
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => Subscribe(host, instrument, listener) };
        meters.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured[instrument.Name] = value);
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured[$"{instrument.Name}/{Tag(tags, "gen_ai.token.type")}"] = value);
        meters.Start();
        List<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == K2Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        ChatResponse response = await Client(host).GetResponseAsync("a secret question", cancellationToken: Cancellation);

        foreach (string name in (string[])["gen_ai.client.operation.duration", "gen_ai.server.request.duration", "gen_ai.server.time_to_first_token", "gen_ai.server.time_per_output_token"])
        {
            Assert.InRange(measured[name], 0, 600);
        }

        Assert.Equal(response.Usage!.InputTokenCount, (long)measured["gen_ai.client.token.usage/input"]);
        Assert.Equal(response.Usage.OutputTokenCount, (long)measured["gen_ai.client.token.usage/output"]);
        Activity span = Assert.Single(spans, span => (string?)span.GetTagItem("gen_ai.response.id") == response.ResponseId);
        Assert.Equal("chat k2-mini", span.DisplayName);
        Assert.Equal((int?)response.Usage.InputTokenCount, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("secret", StringComparison.Ordinal) == true);
    }

    private static void Subscribe(ModelHost host, Instrument instrument, MeterListener listener)
    {
        // Other tests measure beside this one; their meters come from other factories.
        if (instrument.Meter.Name == K2Telemetry.Name && ReferenceEquals(instrument.Meter.Scope, host.Services.GetRequiredService<IMeterFactory>()))
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value?.ToString();
            }
        }

        return null;
    }

    private static Task<ModelHost> StartAsync(Action<IK2Builder>? configure = null) => ModelHost.StartAsync(builder =>
    {
        builder.Services.AddSingleton<IConstraintFactory>(services => new Scripts(services.GetRequiredService<K2Engine>(), new NoConstraints()));
        if (configure is null)
        {
            builder.AddChatClient();
        }
        else
        {
            configure(builder);
        }
    });

    private static IChatClient Client(ModelHost host) => host.Services.GetRequiredService<IChatClient>();

    private static Scripts Scripts(ModelHost host) => (Scripts)host.Services.GetRequiredService<IConstraintFactory>();
}
