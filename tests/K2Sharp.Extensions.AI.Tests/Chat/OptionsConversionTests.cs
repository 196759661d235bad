using System.Text.Json;
using K2Sharp.Extensions.AI.Chat;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.ChatTemplate;
using Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace K2Sharp.Extensions.AI.Tests.Chat;

public sealed class OptionsConversionTests
{
    [Fact]
    public void Without_options_the_model_thinks_and_samples_as_recommended()
    {
        ChatCall call = Convert(null);
        Assert.Equal(ThinkingMode.On, call.Thinking);
        Assert.Equal(1f, call.Sampling.Temperature);
        Assert.Equal(ToolChoice.Auto, call.ToolChoice);
        Assert.Null(call.MaxTokens);
    }

    [Fact]
    public void Every_option_arrives()
    {
        ChatCall call = Convert(new ChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.9f,
            TopK = 40,
            PresencePenalty = 0.1f,
            FrequencyPenalty = 0.2f,
            Seed = 7,
            MaxOutputTokens = 100,
            StopSequences = ["x"],
            AllowMultipleToolCalls = false,
            AdditionalProperties = new()
            {
                ["min_p"] = 0.05,
                ["repetition_penalty"] = JsonElement.Parse("1.1"),
                ["thinking_budget"] = 50,
                ["logit_bias"] = JsonElement.Parse("""{"5":-1}"""),
                ["priority"] = 3L,
            },
        });
        Assert.Equal((0.5f, 0.9f, 40, 0.05f, 1.1f), (call.Sampling.Temperature, call.Sampling.TopP, call.Sampling.TopK, call.Sampling.MinP, call.Sampling.RepetitionPenalty));
        Assert.Equal((0.1f, 0.2f, 7L), (call.Sampling.PresencePenalty, call.Sampling.FrequencyPenalty, call.Sampling.Seed));
        Assert.Equal((100, 50, 3, false), (call.MaxTokens, call.ThinkingBudget, call.Priority, call.AllowsParallelToolCalls));
        Assert.Equal(["x"], call.StopStrings);
        Assert.Equal(-1f, call.Sampling.LogitBias[5]);
    }

    [Fact]
    public void Tools_stand_in_the_prompt_in_openai_s_form()
    {
        AIFunction function = AIFunctionFactory.Create((string city) => city, "get_weather", "Tells the weather.");
        ChatTool tool = Assert.Single(Convert(new ChatOptions { Tools = [function] }).Tools);
        Assert.Equal(("get_weather", "Tells the weather."), (tool.Name, tool.Description));
        Assert.Equal("function", tool.Definition.GetProperty("type").GetString());
        Assert.True(tool.Parameters!.Value.GetProperty("properties").TryGetProperty("city", out _));
    }

    [Fact]
    public void Tools_that_are_no_functions_are_refused_by_name()
        => Assert.Equal("Tools[0]", Assert.Throws<K2RequestException>(() => Convert(new ChatOptions { Tools = [new HostedWebSearchTool()] })).Field);

    [Fact]
    public void Tool_modes_and_formats_have_their_counterparts()
    {
        Assert.Equal(ToolChoice.None, Convert(new ChatOptions { ToolMode = ChatToolMode.None }).ToolChoice);
        Assert.Equal(ToolChoice.Required, Convert(new ChatOptions { ToolMode = ChatToolMode.RequireAny }).ToolChoice);
        Assert.Equal(ToolChoice.Named("f"), Convert(new ChatOptions { ToolMode = ChatToolMode.RequireSpecific("f") }).ToolChoice);
        Assert.Equal(AnswerFormatKind.JsonObject, Convert(new ChatOptions { ResponseFormat = ChatResponseFormat.Json }).Format.Kind);
        Assert.Equal(AnswerFormatKind.JsonSchema, Convert(new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("{}")) }).Format.Kind);
    }

    [Fact]
    public void Thinking_can_be_switched_off_or_be_gone_on_with()
    {
        Assert.Equal(ThinkingMode.Off, Convert(new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.None } }).Thinking);
        Assert.Equal(ThinkingMode.Off, Convert(new ChatOptions { AdditionalProperties = new() { ["thinking"] = false } }).Thinking);
        Assert.Equal(ThinkingMode.Partial, Convert(new ChatOptions { AdditionalProperties = new() { ["partial"] = true } }).Thinking);
    }

    [Theory]
    [InlineData("min_p", "high")]
    [InlineData("thinking_budget", "1.5")]
    [InlineData("partial", "yes")]
    [InlineData("logit_bias", "none")]
    public void A_property_of_the_wrong_kind_is_named(string name, string value)
        => Assert.Equal($"AdditionalProperties.{name}", Assert.Throws<K2RequestException>(() => Convert(new ChatOptions { AdditionalProperties = new() { [name] = value } })).Field);

    private static ChatCall Convert(ChatOptions? options) => OptionsConversion.Convert([new ChatMessage(ChatRole.User, "hi")], options);
}
