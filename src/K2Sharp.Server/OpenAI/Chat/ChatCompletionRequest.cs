using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The body of <c>POST /v1/chat/completions</c>. Fields that are not here are ignored; docs/serving.md lists them all.</summary>
internal sealed class ChatCompletionRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>The conversation; read by <see cref="Text.ChatTemplate.ChatJson"/>, which names what is wrong by its path.</summary>
    [JsonPropertyName("messages")]
    public JsonElement Messages { get; init; }

    /// <summary>The tools; they stand in the prompt as they are.</summary>
    [JsonPropertyName("tools")]
    public JsonElement Tools { get; init; }

    /// <summary>Whether tools may or must be called.</summary>
    [JsonPropertyName("tool_choice")]
    [JsonConverter(typeof(ToolChoiceConverter))]
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether one answer may hold several calls.</summary>
    [JsonPropertyName("parallel_tool_calls")]
    public bool? ParallelToolCalls { get; init; }

    /// <summary>What form the content must have.</summary>
    [JsonPropertyName("response_format")]
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>0 always takes the likeliest token.</summary>
    [JsonPropertyName("temperature")]
    public float? Temperature { get; init; }

    /// <summary>Keeps the likeliest tokens that together reach this probability.</summary>
    [JsonPropertyName("top_p")]
    public float? TopP { get; init; }

    /// <summary>Keeps this many of the likeliest tokens.</summary>
    [JsonPropertyName("top_k")]
    public int? TopK { get; init; }

    /// <summary>Keeps tokens at least this likely, relative to the likeliest.</summary>
    [JsonPropertyName("min_p")]
    public float? MinP { get; init; }

    /// <summary>Divides the logits of tokens that the prompt or the answer holds.</summary>
    [JsonPropertyName("repetition_penalty")]
    public float? RepetitionPenalty { get; init; }

    /// <summary>Subtracted once from tokens that the answer holds.</summary>
    [JsonPropertyName("presence_penalty")]
    public float? PresencePenalty { get; init; }

    /// <summary>Subtracted from tokens for each time that the answer holds them.</summary>
    [JsonPropertyName("frequency_penalty")]
    public float? FrequencyPenalty { get; init; }

    /// <summary>Added to the logits of token ids.</summary>
    [JsonPropertyName("logit_bias")]
    public Dictionary<string, float>? LogitBias { get; init; }

    /// <summary>The same seed gives the same answer.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>How many answers.</summary>
    [JsonPropertyName("n")]
    public int? N { get; init; }

    /// <summary>Texts that end the content.</summary>
    [JsonPropertyName("stop")]
    public StringList? Stop { get; init; }

    /// <summary>The older name of <see cref="MaxCompletionTokens"/>.</summary>
    [JsonPropertyName("max_tokens")]
    public int? MaxTokens { get; init; }

    /// <summary>The most tokens of an answer, reasoning included.</summary>
    [JsonPropertyName("max_completion_tokens")]
    public int? MaxCompletionTokens { get; init; }

    /// <summary>Whether to report how likely the content's tokens were.</summary>
    [JsonPropertyName("logprobs")]
    public bool? LogProbs { get; init; }

    /// <summary>How many alternatives to report beside each.</summary>
    [JsonPropertyName("top_logprobs")]
    public int? TopLogProbs { get; init; }

    /// <summary>Whether to send the answer as it comes.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }

    /// <summary>What a stream tells beside the answer.</summary>
    [JsonPropertyName("stream_options")]
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>Whether to think, and how much.</summary>
    [JsonPropertyName("thinking")]
    public ThinkingSettings? Thinking { get; init; }

    /// <summary>The most tokens of reasoning.</summary>
    [JsonPropertyName("thinking_budget")]
    public int? ThinkingBudget { get; init; }

    /// <summary>Variables of the template.</summary>
    [JsonPropertyName("chat_template_kwargs")]
    public ChatTemplateSettings? ChatTemplateSettings { get; init; }

    /// <summary>Only <c>none</c> has a meaning here: do not think.</summary>
    [JsonPropertyName("reasoning_effort")]
    public string? ReasoningEffort { get; init; }

    /// <summary>OpenAI's first form of tools, which is refused.</summary>
    [JsonPropertyName("functions")]
    public JsonElement Functions { get; init; }

    /// <summary>OpenAI's first form of <see cref="ToolChoice"/>, which is refused.</summary>
    [JsonPropertyName("function_call")]
    public JsonElement FunctionCall { get; init; }
}
