using K2Sharp.Agents.Context;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Loop;

/// <summary>What a runner's runs share.</summary>
internal sealed record AgentParts(
    AgentToolbox Toolbox, AgentOptions Options, TimeProvider Clock, ContextKeeper Context, CallRunner Calls, ModelCaller Model, Action<AgentEvent> Report);
