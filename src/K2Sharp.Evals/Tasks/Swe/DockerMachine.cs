using System.Diagnostics;
using System.Globalization;
using K2Sharp.Agents.Sandbox;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>
/// SWE-bench's published image of an instance, with its repository in /testbed and a conda environment of that name. The repository is copied out
/// and mounted, so that the editor works on the same files.
/// </summary>
internal sealed class DockerMachine : SweMachine
{
    /// <summary>Where the repository is in the container.</summary>
    public const string Testbed = "/testbed";

    private string? _container;

    private DockerMachine(string folder) => Folder = folder;

    public override string Folder { get; }

    /// <summary>Whether a daemon answers here.</summary>
    public static async Task<bool> IsAvailableAsync(CancellationToken cancellation)
    {
        try
        {
            (int code, _) = await DockerAsync(["info"], TimeSpan.FromSeconds(20), cancellation).ConfigureAwait(false);
            return code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The image that SWE-bench publishes for an instance.</summary>
    public static string Image(SweBenchRow row) => $"swebench/sweb.eval.x86_64.{row.InstanceId.ToLowerInvariant().Replace("__", "_1776_", StringComparison.Ordinal)}:latest";

    /// <summary>Starts a container of the instance's image.</summary>
    /// <param name="row">The instance.</param>
    /// <param name="workspace">Where its files go.</param>
    /// <param name="hasNetwork">Whether it reaches the network: the tests of some repositories need that, the model does not get it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SweRunnerException">The image cannot be had.</exception>
    public static async Task<DockerMachine> CreateAsync(SweBenchRow row, string workspace, bool hasNetwork, CancellationToken cancellation)
    {
        var machine = new DockerMachine(workspace);
        try
        {
            string image = Image(row);
            string source = (await RequireAsync(row, ["create", image], cancellation).ConfigureAwait(false)).Trim().Split('\n')[^1];
            try
            {
                await RequireAsync(row, ["cp", $"{source}:{Testbed}/.", machine.Folder], cancellation).ConfigureAwait(false);
            }
            finally
            {
                await DockerAsync(["rm", "-f", source], SweTimes.Short, CancellationToken.None).ConfigureAwait(false);
            }

            string[] network = hasNetwork ? [] : ["--network", "none"];
            machine._container = (await RequireAsync(row, ["run", "-d", "--rm", .. network, "--memory", "8g", "--pids-limit", "2000", "-v", $"{machine.Folder}:{Testbed}", image, "sleep", "infinity"], cancellation).ConfigureAwait(false)).Trim().Split('\n')[^1];
            SandboxResult result = await machine.RunAsync($"git config --global --add safe.directory /testbed; {Exclude}; git add -A . && git commit -qm base --allow-empty; git tag -f k2-base", SweTimes.Short, cancellation).ConfigureAwait(false);
            return result.ExitCode == 0 ? machine : throw new SweRunnerException($"{row.InstanceId}: {Tail(result.Output)}");
        }
        catch
        {
            await machine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<SandboxResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellation)
    {
        // The limit is kept inside: a client that is killed leaves the command running.
        string seconds = ((int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string activated = "source /opt/miniconda3/bin/activate testbed 2>/dev/null; " + script;
        (int code, string output) = await DockerAsync(["exec", "-w", Testbed, _container!, "timeout", "-k", "5", seconds, "bash", "-c", "exec 2>&1\n" + activated], timeout + SweTimes.Short, cancellation).ConfigureAwait(false);
        return new SandboxResult(code, output, code is 124 or 137 ? $"it ran longer than {seconds} s" : null);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_container is { } container)
        {
            await DockerAsync(["rm", "-f", container], SweTimes.Short, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task<string> RequireAsync(SweBenchRow row, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        (int code, string output) = await DockerAsync(arguments, TimeSpan.FromHours(1), cancellation).ConfigureAwait(false);
        return code == 0 ? output : throw new SweRunnerException($"{row.InstanceId}: docker {arguments[0]} failed: {Tail(output)}");
    }

    private static async Task<(int Code, string Output)> DockerAsync(IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            string text = await output.ConfigureAwait(false);
            return (process.ExitCode, process.ExitCode == 0 ? text : text + await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            cancellation.ThrowIfCancellationRequested();
            return (124, "docker did not answer in time");
        }
    }
}
