using K2Sharp.Agents.Loop;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Orleans.Hosting;

/// <summary>How a run is made.</summary>
/// <param name="Client">The model; it is not disposed with the run.</param>
/// <param name="Options">The options; with the same request every silo must give the same.</param>
/// <param name="Services">What else the runner needs.</param>
public sealed record RunPlan(IChatClient Client, AgentOptions Options, AgentServices Services);
