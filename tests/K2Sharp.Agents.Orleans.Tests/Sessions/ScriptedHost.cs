using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>Gives runs the scripted model and the tools it calls.</summary>
internal sealed class ScriptedHost(IReadOnlyList<IAgentTool> tools) : IRunHost
{
    public static AgentOptions Options(RunRequest request) => new() { Seed = request.Seed, MaxSteps = 1000 };

    public Task<HostedTools> OpenToolsAsync(string run, RunRequest request, CancellationToken cancellation) =>
        Task.FromResult(new HostedTools(new AgentToolbox(tools)));

    public RunPlan Plan(string run, RunRequest request) => new(new ScriptedModel(Script.Next), Options(request), new AgentServices());
}
