using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace K2Sharp.Agents.Sandbox;

/// <summary>
/// Runs commands in Linux namespaces of their own: no network, a root of which only <c>/usr</c> and the workspace are the host's,
/// no capabilities, no new namespaces, limits of memory, processor time, file size and processes, an empty environment. A command and
/// all it started end with it, and with this process.
/// </summary>
/// <param name="options">What commands may use.</param>
/// <param name="clock">The time, for timeouts.</param>
public sealed class ProcessSandbox(SandboxOptions options, TimeProvider? clock = null)
{
    /// <summary>The workspace's path inside.</summary>
    public const string Workspace = "/workspace";

    private const int KeptHalf = 4 << 20;
    private static readonly TimeSpan s_measureEvery = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private Task? _probe;

    /// <summary>What commands may use.</summary>
    public SandboxOptions Options => options;

    /// <summary>The workspace's path as commands see it.</summary>
    public string WorkspaceInside => options.IsUnsafe ? Path.GetFullPath(options.Workspace) : Workspace;

    /// <summary>Makes sure that commands can be isolated, by isolating one.</summary>
    /// <exception cref="SandboxUnavailableException">They cannot.</exception>
    public Task RequireAsync(CancellationToken cancellation = default) => options.IsUnsafe ? Task.CompletedTask : _probe ??= ProbeAsync(cancellation);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="timeout">The most time it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SandboxUnavailableException">Commands cannot be isolated here.</exception>
    public async Task<SandboxResult> RunAsync(IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation = default)
    {
        await RequireAsync(cancellation).ConfigureAwait(false);
        return await RunUncheckedAsync(command, timeout, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts a command that is talked to; it ends when it is killed.</summary>
    /// <exception cref="SandboxUnavailableException">Commands cannot be isolated here.</exception>
    internal async Task<Process> StartAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        await RequireAsync(cancellation).ConfigureAwait(false);
        return await StartUncheckedAsync(command).ConfigureAwait(false);
    }

    /// <summary>Bytes in the workspace, counted without following links.</summary>
    internal long WorkspaceSize()
    {
        long size = 0;
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        try
        {
            foreach (FileInfo file in new DirectoryInfo(options.Workspace).EnumerateFiles("*", all))
            {
                size += file.Length;
            }
        }
        catch (IOException)
        {
            // A file went away while it was looked at; the next look comes soon.
        }

        return size;
    }

    private async Task ProbeAsync(CancellationToken cancellation)
    {
        string why;
        if (!OperatingSystem.IsLinux())
        {
            why = "namespaces are Linux's";
        }
        else
        {
            try
            {
                SandboxResult result = await RunUncheckedAsync(["sh", "-c", "test ! -w /usr && test -w /workspace && echo isolated"], TimeSpan.FromSeconds(60), cancellation).ConfigureAwait(false);
                if (result.ExitCode == 0 && result.Output.Contains("isolated", StringComparison.Ordinal))
                {
                    return;
                }

                why = result.Output.Trim().ReplaceLineEndings(" ") is { Length: > 0 } text ? text : $"exit code {result.ExitCode}";
            }
            catch (System.ComponentModel.Win32Exception exception)
            {
                why = exception.Message;
            }
        }

        _probe = null;
        throw new SandboxUnavailableException($"commands cannot be isolated on this machine ({why}): install util-linux and allow user namespaces, or pass --unsafe-no-sandbox on a machine that can be thrown away");
    }

    private async Task<SandboxResult> RunUncheckedAsync(IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Process process = await StartUncheckedAsync(command).ConfigureAwait(false);
        string? ended = null;
        void End(string? why)
        {
            if (Interlocked.CompareExchange(ref ended, why, null) is null)
            {
                Kill(process);
            }
        }

        using ITimer limit = _clock.CreateTimer(_ => End(string.Create(CultureInfo.InvariantCulture, $"it ran longer than {timeout.TotalSeconds:0.#} s")), null, timeout, Timeout.InfiniteTimeSpan);
        using ITimer measure = _clock.CreateTimer(_ => EndIfTooBig(End), null, s_measureEvery, s_measureEvery);
        using CancellationTokenRegistration registration = cancellation.Register(() => End("the run was interrupted"));
        process.StandardInput.Close();
        var output = new HeadTailBuffer(KeptHalf);
        await Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output)).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        EndIfTooBig(why => ended ??= why);
        cancellation.ThrowIfCancellationRequested();
        return new SandboxResult(process.ExitCode, output.ToString(), ended);
    }

    private void EndIfTooBig(Action<string> end)
    {
        if (WorkspaceSize() > options.WorkspaceBytes)
        {
            end($"the workspace grew beyond {options.WorkspaceBytes >> 20} MiB: remove files");
        }
    }

    private Task<Process> StartUncheckedAsync(IReadOnlyList<string> command)
    {
        string workspace = Path.GetFullPath(options.Workspace);
        Directory.CreateDirectory(workspace);
        var start = new ProcessStartInfo
        {
            WorkingDirectory = workspace,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
        start.Environment["HOME"] = WorkspaceInside;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TMPDIR"] = "/tmp";
        foreach (string argument in options.IsUnsafe ? command : Isolated(workspace, command))
        {
            if (start.FileName.Length == 0)
            {
                start.FileName = argument;
            }
            else
            {
                start.ArgumentList.Add(argument);
            }
        }

        return ProcessLauncher.StartAsync(start);
    }

    private List<string> Isolated(string workspace, IReadOnlyList<string> command) =>
    [
        "setpriv", "--pdeathsig", "KILL", "--",
        "unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child=KILL", "--",
        "sh", "-c", SandboxScript.Text, "sandbox", EmptyFolder(), workspace, Text(options.TemporaryBytes), Text(options.Processes),
        .. options.ReadOnly.Select(Path.GetFullPath), "--",
        $"--as={Text(options.MemoryBytes)}", $"--cpu={Text(options.CpuSeconds)}", $"--fsize={Text(options.FileBytes)}",
        $"--nproc={Text(options.Processes)}", "--nofile=512", "--core=0", "--", .. command,
    ];

    /// <summary>Where the new root is put together. The namespaces see a file system of their own there; to the host it stays empty.</summary>
    private static string EmptyFolder() => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "k2-sandbox-root")).FullName;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Kill(Process process)
    {
        try
        {
            // The other processes of the namespace are killed by the kernel; without one, as far as they can be found.
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    private static async Task ReadAsync(StreamReader reader, HeadTailBuffer output)
    {
        char[] buffer = new char[8192];
        int read;
        while ((read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            lock (output)
            {
                output.Append(buffer.AsSpan(0, read));
            }
        }
    }
}
