using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Errors;

/// <summary>The body of an error, and the data of an error event.</summary>
/// <param name="Error">What went wrong.</param>
/// <param name="RequestId">The request's id, which the log has as well.</param>
internal sealed record AnthropicErrorBody(
    [property: JsonPropertyName("error")] AnthropicErrorDetail Error,
    [property: JsonPropertyName("request_id")] string? RequestId)
{
    /// <summary>Always <c>error</c>.</summary>
    [JsonPropertyName("type")]
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "error";
}
