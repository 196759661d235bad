namespace K2Sharp.Agents.Loop;

/// <summary>A piece of thinking.</summary>
public sealed record ThinkingWritten(string Text) : AgentEvent;
