using System.Text.Json.Serialization;

namespace K2Sharp.Server.Errors;

/// <summary>What went wrong.</summary>
/// <param name="Message">One line that says what to do.</param>
/// <param name="Type">One of Moonshot's error types.</param>
/// <param name="Param">The path of the field at fault, where it is a field.</param>
/// <param name="Code">A short name of the reason.</param>
internal sealed record ErrorDetail(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("param")] string? Param,
    [property: JsonPropertyName("code")] string? Code);
