namespace K2Sharp.Agents.Loop;

/// <summary>Something to watch a run by. Events are raised in order, on the run's threads; whoever gets them must be quick.</summary>
public abstract record AgentEvent;
