using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>How long the prompt of a request would be.</summary>
/// <param name="Count">Its tokens.</param>
internal sealed record InputTokens([property: JsonPropertyName("input_tokens")] int Count)
{
    /// <summary>Always <c>response.input_tokens</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "response.input_tokens";
}
