namespace K2Sharp.Agents.Loop;

/// <summary>A turn is asked for.</summary>
/// <param name="Step">Its number.</param>
/// <param name="PromptTokens">Tokens of its prompt, estimated where they are not known.</param>
public sealed record StepBegun(int Step, long PromptTokens) : AgentEvent;
