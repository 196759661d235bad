using System.Text.Json.Serialization;

namespace K2Sharp.Server.Tokens;

/// <summary>The answer of <c>POST /detokenize</c>: the text under vLLM's name and under llama.cpp's.</summary>
/// <param name="Prompt">The text; special tokens print their names.</param>
/// <param name="Content">The same.</param>
internal sealed record DetokenizeResponse([property: JsonPropertyName("prompt")] string Prompt, [property: JsonPropertyName("content")] string Content);
