using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Errors;

/// <summary>What went wrong.</summary>
/// <param name="Type">One of Anthropic's error types.</param>
/// <param name="Message">One line that says what to do; it begins with the path of the field at fault.</param>
internal sealed record AnthropicErrorDetail([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("message")] string Message);
