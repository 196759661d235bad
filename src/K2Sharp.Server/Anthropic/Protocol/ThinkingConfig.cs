using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>Whether to think, and how much.</summary>
internal sealed class ThinkingConfig
{
    /// <summary><c>enabled</c>, <c>adaptive</c> or <c>disabled</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The most tokens of the thought; then it is closed and the answer begins.</summary>
    [JsonPropertyName("budget_tokens")]
    public int? BudgetTokens { get; init; }
}
