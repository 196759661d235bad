using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Whether to think, and how much.</summary>
internal sealed class ThinkingSettings
{
    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The most tokens of reasoning.</summary>
    [JsonPropertyName("budget_tokens")]
    public int? BudgetTokens { get; init; }
}
