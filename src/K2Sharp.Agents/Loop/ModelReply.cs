using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>What came back for one request.</summary>
/// <param name="Reasoning">The thinking.</param>
/// <param name="Content">The text.</param>
/// <param name="Calls">The calls: name and arguments' text.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="Usage">What it took.</param>
internal sealed record ModelReply(
    string Reasoning, string Content, IReadOnlyList<(string Name, string Arguments)> Calls, string? FinishReason, TurnUsage Usage);
