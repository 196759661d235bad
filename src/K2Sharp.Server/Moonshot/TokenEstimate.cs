using System.Text.Json.Serialization;

namespace K2Sharp.Server.Moonshot;

/// <summary>A count of tokens; exact here, in spite of the name.</summary>
/// <param name="TotalTokens">What the prompt has, and what a chat's usage will say.</param>
internal sealed record TokenEstimate([property: JsonPropertyName("total_tokens")] int TotalTokens);
