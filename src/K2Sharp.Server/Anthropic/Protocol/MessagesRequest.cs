using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>The body of <c>POST /v1/messages</c>. Fields that are not here are ignored; docs/serving.md lists them all.</summary>
internal sealed class MessagesRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>The turns; read by <see cref="Input.TurnReader"/>, which names what is wrong by its path.</summary>
    [JsonPropertyName("messages")]
    public JsonElement Messages { get; init; }

    /// <summary>The system message: a text, or blocks of text.</summary>
    [JsonPropertyName("system")]
    public JsonElement System { get; init; }

    /// <summary>The most tokens of the answer, the thought included. Required, but not for counting.</summary>
    [JsonPropertyName("max_tokens")]
    public int? MaxTokens { get; init; }

    /// <summary>The tools.</summary>
    [JsonPropertyName("tools")]
    public JsonElement Tools { get; init; }

    /// <summary>Whether tools may or must be called.</summary>
    [JsonPropertyName("tool_choice")]
    public JsonElement ToolChoice { get; init; }

    /// <summary>Whether to think, and how much.</summary>
    [JsonPropertyName("thinking")]
    public ThinkingConfig? Thinking { get; init; }

    /// <summary>Texts that end the answer.</summary>
    [JsonPropertyName("stop_sequences")]
    public StringList? StopSequences { get; init; }

    /// <summary>0 always takes the likeliest token.</summary>
    [JsonPropertyName("temperature")]
    public float? Temperature { get; init; }

    /// <summary>Keeps the likeliest tokens that together reach this probability.</summary>
    [JsonPropertyName("top_p")]
    public float? TopP { get; init; }

    /// <summary>Keeps this many of the likeliest tokens.</summary>
    [JsonPropertyName("top_k")]
    public int? TopK { get; init; }

    /// <summary>An extension: the same seed gives the same answer.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>What form the answer must have.</summary>
    [JsonPropertyName("output_config")]
    public OutputConfig? OutputConfig { get; init; }

    /// <summary>The same in the place that it had in the beta.</summary>
    [JsonPropertyName("output_format")]
    public OutputFormat? OutputFormat { get; init; }

    /// <summary>Whether to send the answer as it comes.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }
}
