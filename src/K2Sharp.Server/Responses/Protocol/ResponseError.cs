using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>Why a response failed after it had begun.</summary>
/// <param name="Code">A short name of the reason.</param>
/// <param name="Message">One line that says what to do.</param>
internal sealed record ResponseError([property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("message")] string Message);
