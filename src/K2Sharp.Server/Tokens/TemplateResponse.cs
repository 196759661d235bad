using System.Text.Json.Serialization;

namespace K2Sharp.Server.Tokens;

/// <summary>The answer of <c>POST /apply-template</c>.</summary>
/// <param name="Prompt">The prompt as text. Markers of the template and marker spellings of a message look alike in it; /tokenize tells them apart.</param>
internal sealed record TemplateResponse([property: JsonPropertyName("prompt")] string Prompt);
