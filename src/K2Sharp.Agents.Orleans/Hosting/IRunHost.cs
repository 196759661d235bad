using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Orleans.Hosting;

/// <summary>What a silo gives its runs. What was asked with a run comes from outside: the host decides what of it counts.</summary>
public interface IRunHost
{
    /// <summary>Opens the tools of a run. The silo that makes the run does so, and so does each silo that calls of it run on.</summary>
    Task<HostedTools> OpenToolsAsync(string run, RunRequest request, CancellationToken cancellation);

    /// <summary>The model and the options of a run.</summary>
    RunPlan Plan(string run, RunRequest request);
}
