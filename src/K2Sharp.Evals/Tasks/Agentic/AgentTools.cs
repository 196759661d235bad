using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Shell;

namespace K2Sharp.Evals.Tasks.Agentic;

/// <summary>Where attempts get their tools from: those of K2Sharp.Agents, as <c>k2 agent</c> has them.</summary>
internal sealed record AgentTools
{
    /// <summary>What finds and opens documents; the same for all attempts, so it must keep no state of theirs.</summary>
    public IReadOnlyList<IAgentTool> Search { get; init; } = [];

    /// <summary>What <see cref="Search"/> searches; results of different sources are not mixed.</summary>
    public string SearchSource { get; init; } = string.Empty;

    /// <summary>Hosts that calls must not name: the published runs blocked Hugging Face, where the datasets' answers are.</summary>
    public IReadOnlyList<string> BlockedHosts { get; init; } = [];

    /// <summary>Whether SWE-bench's published images are run by docker; otherwise repositories are cloned into the sandbox.</summary>
    public bool UsesDocker { get; init; }

    /// <summary>Runs code without isolation; see <see cref="SandboxOptions.IsUnsafe"/>.</summary>
    public bool IsUnsafe { get; init; }

    /// <summary>Where the attempts' workspaces are made; null for the system's place for temporary files.</summary>
    public string? Folder { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Makes sure that code can be isolated here, before a model is blamed for it.</summary>
    /// <exception cref="SandboxUnavailableException">It cannot.</exception>
    public async Task RequireSandboxAsync(CancellationToken cancellation)
    {
        using TemporaryWorkspace workspace = NewWorkspace();
        await CreateSandbox(workspace.Path).RequireAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A folder that goes when it is disposed.</summary>
    public TemporaryWorkspace NewWorkspace() => TemporaryWorkspace.Create(Folder);

    /// <summary>A sandbox for a folder.</summary>
    public ProcessSandbox CreateSandbox(string workspace) => new(new SandboxOptions { Workspace = workspace, IsUnsafe = IsUnsafe }, Clock);

    /// <summary>The tools of one attempt.</summary>
    /// <param name="needs">Which.</param>
    /// <param name="workspace">The folder that they work in; it goes with them.</param>
    public AgentWorld Open(ToolNeeds needs, TemporaryWorkspace workspace)
    {
        ProcessSandbox sandbox = CreateSandbox(workspace.Path);
        var tools = new List<IAgentTool>();
        if (needs.HasFlag(ToolNeeds.Search))
        {
            tools.AddRange(Search);
        }

        if (needs.HasFlag(ToolNeeds.Python))
        {
            tools.Add(new PythonTool(sandbox));
        }

        var options = new AgentOptions { Policy = new ToolPolicy { Deny = [.. BlockedHosts.Select(host => $"*(*{host}*)")] } };
        return new AgentWorld(new AgentToolbox(tools), tools.Except(Search), workspace, options, Clock);
    }
}
