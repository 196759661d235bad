using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>The answer of <c>POST /v1/messages/count_tokens</c>.</summary>
/// <param name="InputTokens">Tokens of the prompt, cached or not.</param>
internal sealed record TokenCount([property: JsonPropertyName("input_tokens")] int InputTokens);
