namespace K2Sharp.Agents.Loop;

/// <summary>A piece of the model's text.</summary>
public sealed record TextWritten(string Text) : AgentEvent;
