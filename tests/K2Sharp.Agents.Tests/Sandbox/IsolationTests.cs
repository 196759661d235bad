using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using K2Sharp.Agents.Sandbox;

namespace K2Sharp.Agents.Tests.Sandbox;

/// <summary>Real attempts to get out of a real sandbox.</summary>
public sealed class IsolationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ordinary_commands_work_and_files_of_the_workspace_stay()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync("echo hello > a.txt && mkdir b && cat a.txt | tr a-z A-Z && pwd && exit 7");
        Assert.Equal((7, "HELLO\n/workspace\n", (string?)null), (result.ExitCode, result.Output, result.Ended));
        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(fixture.Workspace, "a.txt"), Cancellation));
    }

    [Fact]
    public async Task The_network_cannot_be_reached_nor_this_machine_s_own_servers()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync($"(exec 3<>/dev/tcp/127.0.0.1/{port}) && echo reached; cat /proc/net/dev | tail -n +3");
        Assert.DoesNotContain("reached", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eth", result.Output, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Files_and_environment_of_the_host_are_not_there()
    {
        Environment.SetEnvironmentVariable("K2_TEST_KEY", "sk-secret");
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        string secret = fixture.Folder["secret.txt"];
        await File.WriteAllTextAsync(secret, "the secret", Cancellation);
        SandboxResult result = await fixture.ShellAsync(
            $"cat {secret}; cat ../secret.txt; cat /etc/shadow; ls /home /root /var; ls -a /; env; cat /proc/1/environ | tr '\\0' '\\n'; ls /proc | grep -c '^[0-9]'; cat {secret.Replace("/tmp", "/proc/1/root/tmp", StringComparison.Ordinal)}");
        Assert.DoesNotContain("the secret", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nold\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_outside_of_the_workspace_can_be_written()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync(
            """
            for place in / /usr /usr/bin /etc /proc/sys/kernel /dev /lib; do touch $place/k2-was-here && echo "wrote $place"; done
            echo '|/bin/false' > /proc/sys/kernel/core_pattern && echo wrote core_pattern
            echo 1 > /proc/sys/vm/drop_caches && echo wrote drop_caches
            mount -o remount,rw /usr && echo remounted
            mount -o remount,rw /proc && echo remounted
            mount -t proc proc /tmp && echo mounted
            unshare --user --map-root-user --mount true && echo unshared
            chroot / true && echo chrooted
            mknod /tmp/disk b 8 0 && echo made a device
            touch /tmp/fine && echo wrote /tmp
            """);
        Assert.DoesNotMatch("wrote (?!/tmp)|remounted|mounted|unshared|chrooted|made a device", result.Output);
        Assert.Contains("wrote /tmp", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists("/usr/k2-was-here") || File.Exists("/tmp/fine"));
    }

    [Fact]
    public async Task It_has_no_capabilities()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync("grep -E '^Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs' /proc/self/status");
        Assert.Equal(4, result.Output.Split('\n').Count(line => line.EndsWith("0000000000000000", StringComparison.Ordinal)));
        Assert.Contains("NoNewPrivs:\t1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_bomb_ends_with_its_command_and_leaves_nothing_behind()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync("echo $$ > started; bomb() { bomb | bomb & }; bomb; sleep 300", seconds: 5);
        Assert.Contains("it ran longer than 5 s", result.Ended, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(fixture.Workspace, "started")));
        await NoneLeftAsync(fixture.Workspace);
    }

    [Fact]
    public async Task The_number_of_processes_is_bounded()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync("exec sh -c 'for i in $(seq 1000); do sleep 100 & done; echo all 1000'", seconds: 120);
        Assert.Contains("Cannot fork", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("all 1000", result.Output, StringComparison.Ordinal);
        await NoneLeftAsync(fixture.Workspace);
    }

    [Fact]
    public async Task The_disk_cannot_be_filled_by_one_file_nor_by_many()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync(options => options with { FileBytes = 8 << 20, WorkspaceBytes = 32 << 20, TemporaryBytes = 4 << 20 });
        SandboxResult one = await fixture.ShellAsync("head -c 100M /dev/zero > big; stat -c %s big; head -c 100M /dev/zero > /tmp/big; stat -c %s /tmp/big");
        Assert.Contains("8388608\n", one.Output, StringComparison.Ordinal);
        Assert.Contains("4194304\n", one.Output, StringComparison.Ordinal);
        SandboxResult many = await fixture.ShellAsync("i=0; while true; do i=$((i+1)); head -c 4M /dev/zero > file$i; done", seconds: 60);
        Assert.Contains("grew beyond 32 MiB", many.Ended, StringComparison.Ordinal);
        Assert.True(fixture.Sandbox.WorkspaceSize() < 3L << 30);
    }

    [Fact]
    public async Task Memory_is_bounded()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync(options => options with { MemoryBytes = 256 << 20 });
        SandboxResult result = await fixture.ShellAsync("python3 -c 'x = bytearray(1 << 30); print(\"got it\")'");
        Assert.Contains("MemoryError", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processor_time_is_bounded()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync(options => options with { CpuSeconds = 1 });
        SandboxResult result = await fixture.ShellAsync("while true; do :; done", seconds: 120);
        Assert.Equal((137, (string?)null), (result.ExitCode, result.Ended));
    }

    [Fact]
    public async Task What_a_command_leaves_running_ends_with_it()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync("(setsid nohup sleep 4000 > /dev/null 2>&1 &) ; sleep 0.1; pgrep -c sleep; echo done");
        Assert.EndsWith("done\n", result.Output, StringComparison.Ordinal);
        await NoneLeftAsync(fixture.Workspace);
    }

    [Fact]
    public async Task A_command_ends_with_the_process_that_runs_it()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (string argument in (string[])[typeof(IsolationTests).Assembly.Location, "sandbox-victim", fixture.Workspace])
        {
            start.ArgumentList.Add(argument);
        }

        using Process victim = Process.Start(start)!;
        string fifo = Path.Combine(fixture.Workspace, "alive");
        Assert.Equal("running", await victim.StandardOutput.ReadLineAsync(Cancellation));

        // The command holds the pipe open for writing; its end is the end of the command.
        using var pipe = new FileStream(fifo, FileMode.Open, FileAccess.Read);
        Assert.Equal('x', pipe.ReadByte());
        victim.Kill();
        await victim.WaitForExitAsync(Cancellation);
        byte[] rest = new byte[16];
        Assert.Equal(0, await pipe.ReadAsync(rest, Cancellation));
    }

    [Fact]
    public async Task Endless_output_is_cut_in_the_middle()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        SandboxResult result = await fixture.ShellAsync("echo first; head -c 50M /dev/zero | tr '\\0' 'x'; echo; echo last");
        Assert.InRange(result.Output.Length, 1 << 20, 10 << 20);
        Assert.StartsWith("first\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("last\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_ends_its_command()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        using var stop = new CancellationTokenSource();
        Task<SandboxResult> command = fixture.Sandbox.RunAsync(["sleep", "300"], TimeSpan.FromMinutes(5), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command);
        await NoneLeftAsync(fixture.Workspace);
    }

    [Fact]
    public async Task Where_commands_cannot_be_isolated_they_are_refused()
    {
        using SandboxFixture fixture = await SandboxFixture.CreateAsync();
        var sandbox = new ProcessSandbox(new SandboxOptions { Workspace = fixture.Workspace, ReadOnly = ["/no-such-folder-to-show"] });
        SandboxUnavailableException exception = await Assert.ThrowsAsync<SandboxUnavailableException>(() => sandbox.RunAsync(["true"], TimeSpan.FromSeconds(10), Cancellation));
        Assert.Contains("--unsafe-no-sandbox", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task Without_a_sandbox_commands_run_in_the_workspace_with_an_empty_environment()
    {
        Environment.SetEnvironmentVariable("K2_TEST_KEY", "sk-secret");
        using var folder = new TemporaryFolder();
        var sandbox = new ProcessSandbox(new SandboxOptions { Workspace = folder.Path, IsUnsafe = true });
        SandboxResult result = await sandbox.RunAsync(["bash", "-c", "pwd; env"], TimeSpan.FromSeconds(30), Cancellation);
        Assert.StartsWith(folder.Path + "\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", result.Output, StringComparison.Ordinal);
    }

    /// <summary>No process has the workspace mounted any more. The kernel takes a moment to end a whole namespace.</summary>
    private static async Task NoneLeftAsync(string workspace)
    {
        for (int attempt = 0; attempt < 400; attempt++)
        {
            if (!Directory.EnumerateDirectories("/proc").Any(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && Sees(process, workspace)))
            {
                return;
            }

            await Task.Yield();
        }

        Assert.Fail("processes of the sandbox are still there");
    }

    private static bool Sees(string process, string workspace)
    {
        try
        {
            return File.ReadAllText(process + "/mountinfo").Contains($"{workspace} /workspace ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
