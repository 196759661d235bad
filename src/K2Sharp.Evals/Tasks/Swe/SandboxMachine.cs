using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>A repository in the sandbox: cloned from a folder of clones, or made from files. Tests find what this machine has in /usr, and no network.</summary>
internal sealed class SandboxMachine : SweMachine
{
    private const string Identity = "git config user.email eval@localhost && git config user.name eval && git config core.hooksPath /dev/null";
    private readonly ProcessSandbox _sandbox;

    private SandboxMachine(ProcessSandbox sandbox) => _sandbox = sandbox;

    public override string Folder => _sandbox.Options.Workspace;

    /// <summary>Puts the repository in place.</summary>
    /// <exception cref="SweRunnerException">It cannot be cloned, or has no such commit.</exception>
    public static async Task<SandboxMachine> CreateAsync(SweBenchRow row, AgentTools tools, string workspace, string? repositories, CancellationToken cancellation)
    {
        string? clone = row.Files is null ? Find(row, repositories) : null;
        var options = new SandboxOptions { Workspace = workspace, IsUnsafe = tools.IsUnsafe, ReadOnly = clone is null ? [] : [clone], WorkspaceBytes = 4L << 30 };
        var machine = new SandboxMachine(new ProcessSandbox(options, tools.Clock));
        foreach ((string name, string text) in row.Files ?? new Dictionary<string, string>())
        {
            string path = Path.Combine(workspace, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, cancellation).ConfigureAwait(false);
        }

        // The history after the commit would tell how it was repaired: only the commit itself is taken.
        string get = clone is null
            ? $"git init -q . && {Identity}"
            : $"git init -q . && {Identity} && git -c safe.directory='*' --git-dir=\"{Inner(clone)}\" archive {Commit(row)} | tar -x";
        SandboxResult result = await machine.RunAsync($"set -eo pipefail; {get}; {Exclude}; git add -A; git commit -qm base --allow-empty; git tag k2-base", SweTimes.Short, cancellation).ConfigureAwait(false);
        return result is { ExitCode: 0, Ended: null } ? machine : throw new SweRunnerException($"{row.InstanceId}: the repository cannot be put in place: {result.Ended} {Tail(result.Output)}");
    }

    public override Task<SandboxResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellation) =>
        _sandbox.RunAsync(["bash", "-c", "exec 2>&1\n" + script], timeout, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Find(SweBenchRow row, string? repositories)
    {
        string name = row.Repository.Replace("/", "__", StringComparison.Ordinal);
        string[] places = repositories is null ? [] : [Path.Combine(repositories, name), Path.Combine(repositories, name + ".git"), Path.Combine(repositories, row.Repository)];
        return Path.GetFullPath(places.FirstOrDefault(Directory.Exists)
            ?? throw new SweRunnerException($"{row.InstanceId}: there is no clone of {row.Repository}: put it into DIR/repos/{name} (DIR is that of --data), or let docker run the published images"));
    }

    private static string Inner(string clone) => Directory.Exists(Path.Combine(clone, ".git")) ? Path.Combine(clone, ".git") : clone;

    /// <summary>Only letters and digits go into a command.</summary>
    private static string Commit(SweBenchRow row) => row.BaseCommit.All(char.IsAsciiLetterOrDigit) ? row.BaseCommit : throw new SweRunnerException($"{row.InstanceId}: {row.BaseCommit} is no commit");
}
