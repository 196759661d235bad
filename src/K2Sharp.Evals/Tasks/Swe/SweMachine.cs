using K2Sharp.Agents.Sandbox;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>A place with a repository at the commit that is to be repaired, where commands can be run.</summary>
internal abstract class SweMachine : IAsyncDisposable
{
    /// <summary>Keeps what the editor and the runner put beside the repository out of patches.</summary>
    protected const string Exclude = "echo '.k2*' >> .git/info/exclude";

    /// <summary>The repository's folder on this machine.</summary>
    public abstract string Folder { get; }

    /// <summary>Runs a bash script in the repository's folder.</summary>
    public abstract Task<SandboxResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>All that was changed since the start, as a patch.</summary>
    public async Task<string> DiffAsync(CancellationToken cancellation)
    {
        SandboxResult result = await RunAsync("git add -A >/dev/null 2>&1; git -c core.fileMode=false diff --cached --no-color --no-ext-diff k2-base", SweTimes.Short, cancellation).ConfigureAwait(false);
        return result is { ExitCode: 0, Ended: null } ? result.Output : throw new SweRunnerException($"the changes cannot be read: {Tail(result.Output)}");
    }

    /// <summary>Puts a patch's text where <see cref="RunAsync"/> finds it under the name.</summary>
    public void Put(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text.EndsWith('\n') || text.Length == 0 ? text : text + "\n");

    public abstract ValueTask DisposeAsync();

    /// <summary>The end of an output, for errors.</summary>
    protected static string Tail(string text) => text.Length <= 500 ? text.Trim() : "..." + text[^500..].Trim();
}
