using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>A response: what was asked, what was answered, and how far it is.</summary>
internal sealed record ResponseObject
{
    /// <summary>The response's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>response</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "response";

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("created_at")]
    public required long CreatedAt { get; init; }

    /// <summary>One of <see cref="ResponseStatus"/>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>Always false.</summary>
    [JsonPropertyName("background")]
    public bool Background { get; init; }

    /// <summary>What went wrong; null unless it failed.</summary>
    [JsonPropertyName("error")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseError? Error { get; init; }

    /// <summary>Why it is not whole; null where it is.</summary>
    [JsonPropertyName("incomplete_details")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IncompleteDetails? IncompleteDetails { get; init; }

    /// <summary>The system message that was sent.</summary>
    [JsonPropertyName("instructions")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Instructions { get; init; }

    /// <summary>The bound that was sent.</summary>
    [JsonPropertyName("max_output_tokens")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? MaxOutputTokens { get; init; }

    /// <summary>The model's name as it was asked for.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The items of the answer.</summary>
    [JsonPropertyName("output")]
    public required IReadOnlyList<ResponseItem> Output { get; init; }

    /// <summary>Whether the answer may hold several calls.</summary>
    [JsonPropertyName("parallel_tool_calls")]
    public bool ParallelToolCalls { get; init; }

    /// <summary>The response that this one goes on from.</summary>
    [JsonPropertyName("previous_response_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? PreviousResponseId { get; init; }

    /// <summary>How it thinks.</summary>
    [JsonPropertyName("reasoning")]
    public required ReasoningSettings Reasoning { get; init; }

    /// <summary>Whether it is kept.</summary>
    [JsonPropertyName("store")]
    public bool Store { get; init; }

    /// <summary>The temperature.</summary>
    [JsonPropertyName("temperature")]
    public float Temperature { get; init; }

    /// <summary>The form of the text.</summary>
    [JsonPropertyName("text")]
    public required TextSettings Text { get; init; }

    /// <summary>The choice as it was sent.</summary>
    [JsonPropertyName("tool_choice")]
    public JsonElement ToolChoice { get; init; }

    /// <summary>The tools as they were sent.</summary>
    [JsonPropertyName("tools")]
    public JsonElement Tools { get; init; }

    /// <summary>The top probability that was sent.</summary>
    [JsonPropertyName("top_p")]
    public float TopP { get; init; }

    /// <summary>Always <c>disabled</c>: a conversation that is too long is refused.</summary>
    [JsonPropertyName("truncation")]
    public string Truncation { get; init; } = "disabled";

    /// <summary>Tokens taken; null while it runs.</summary>
    [JsonPropertyName("usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResponseUsage? Usage { get; init; }

    /// <summary>The end user's name that was sent.</summary>
    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? User { get; init; }

    /// <summary>The pairs that were sent.</summary>
    [JsonPropertyName("metadata")]
    public JsonElement Metadata { get; init; }
}
