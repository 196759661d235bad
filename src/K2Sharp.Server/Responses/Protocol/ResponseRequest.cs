using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>The body of <c>POST /v1/responses</c>. Fields that are not here are ignored; docs/serving.md lists them all.</summary>
internal sealed class ResponseRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>A user's text, or items; read by <see cref="Input.ItemReader"/>, which names what is wrong by its path.</summary>
    [JsonPropertyName("input")]
    public JsonElement Input { get; init; }

    /// <summary>The system message of this request alone.</summary>
    [JsonPropertyName("instructions")]
    public string? Instructions { get; init; }

    /// <summary>The response that this one goes on from.</summary>
    [JsonPropertyName("previous_response_id")]
    public string? PreviousResponseId { get; init; }

    /// <summary>Whether the response is kept, to be read and gone on from.</summary>
    [JsonPropertyName("store")]
    public bool? Store { get; init; }

    /// <summary>The tools, in the flat form.</summary>
    [JsonPropertyName("tools")]
    public JsonElement Tools { get; init; }

    /// <summary>Whether tools may or must be called.</summary>
    [JsonPropertyName("tool_choice")]
    public JsonElement ToolChoice { get; init; }

    /// <summary>Whether one answer may hold several calls.</summary>
    [JsonPropertyName("parallel_tool_calls")]
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Whether to think, and how the thought is shown.</summary>
    [JsonPropertyName("reasoning")]
    public ReasoningSettings? Reasoning { get; init; }

    /// <summary>What form the text must have.</summary>
    [JsonPropertyName("text")]
    public TextSettings? Text { get; init; }

    /// <summary>What the answer is to hold beyond the usual.</summary>
    [JsonPropertyName("include")]
    public StringList? Include { get; init; }

    /// <summary>The most tokens of the answer, reasoning included.</summary>
    [JsonPropertyName("max_output_tokens")]
    public int? MaxOutputTokens { get; init; }

    /// <summary>0 always takes the likeliest token.</summary>
    [JsonPropertyName("temperature")]
    public float? Temperature { get; init; }

    /// <summary>Keeps the likeliest tokens that together reach this probability.</summary>
    [JsonPropertyName("top_p")]
    public float? TopP { get; init; }

    /// <summary>How many alternatives to report beside every token of the text.</summary>
    [JsonPropertyName("top_logprobs")]
    public int? TopLogProbs { get; init; }

    /// <summary>An extension: keeps this many of the likeliest tokens.</summary>
    [JsonPropertyName("top_k")]
    public int? TopK { get; init; }

    /// <summary>An extension: keeps tokens at least this likely, relative to the likeliest.</summary>
    [JsonPropertyName("min_p")]
    public float? MinP { get; init; }

    /// <summary>An extension: subtracted once from tokens that the answer holds.</summary>
    [JsonPropertyName("presence_penalty")]
    public float? PresencePenalty { get; init; }

    /// <summary>An extension: subtracted from tokens for each time that the answer holds them.</summary>
    [JsonPropertyName("frequency_penalty")]
    public float? FrequencyPenalty { get; init; }

    /// <summary>An extension: divides the logits of tokens that the prompt or the answer holds.</summary>
    [JsonPropertyName("repetition_penalty")]
    public float? RepetitionPenalty { get; init; }

    /// <summary>An extension: the same seed gives the same answer.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>An extension: the most tokens of reasoning.</summary>
    [JsonPropertyName("thinking_budget")]
    public int? ThinkingBudget { get; init; }

    /// <summary>Whether to send the answer as it comes.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }

    /// <summary>Whether the client wants to come back for the answer, which is refused.</summary>
    [JsonPropertyName("background")]
    public bool? Background { get; init; }

    /// <summary>Pairs of the client's, repeated in the response.</summary>
    [JsonPropertyName("metadata")]
    public JsonElement Metadata { get; init; }

    /// <summary>A name for the end user, repeated in the response.</summary>
    [JsonPropertyName("user")]
    public string? User { get; init; }

    /// <summary>OpenAI's other way to keep conversations, which is refused.</summary>
    [JsonPropertyName("conversation")]
    public JsonElement Conversation { get; init; }

    /// <summary>OpenAI's stored prompts, which are refused.</summary>
    [JsonPropertyName("prompt")]
    public JsonElement Prompt { get; init; }
}
