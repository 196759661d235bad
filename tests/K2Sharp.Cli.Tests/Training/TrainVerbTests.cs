using System.Diagnostics;
using System.Globalization;

namespace K2Sharp.Cli.Tests.Training;

public sealed class TrainVerbTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_argument_and_stream_is_the_trainer_s_and_so_is_the_exit_code()
    {
        using var folder = new TemporaryFolder();
        string trainer = TrainerProcess.Script(folder, "printf '<%s>' \"$@\"; cat; echo failed >&2; exit 42");
        CliRun run = await TrainerProcess.RunAsync(trainer, "input", "--help", "two words", "", "--unknown=1", "--", "@file", "-abc");
        Assert.Equal("<--help><two words><><--unknown=1><--><@file><-abc>input", run.Output);
        Assert.Equal("failed\n", run.Error);
        Assert.Equal(42, run.ExitCode);
    }

    /// <summary>The only program for dotnet that is at hand is k2 itself.</summary>
    [Fact]
    public async Task A_trainer_may_be_a_program_for_dotnet()
        => Assert.Equal($"{K2Command.Version}\n", (await TrainerProcess.RunAsync(CliProcess.Program, string.Empty, "--version")).AssertSuccess().Output);

    [Fact]
    public async Task Interrupted_it_waits_for_the_trainer_s_clean_end()
    {
        Assert.False(IsInterruptIgnored(), "these tests were started with SIGINT ignored, which no child can undo: start them in a shell's foreground, or without nohup");
        using var folder = new TemporaryFolder();
        string trainer = TrainerProcess.Script(folder, "trap 'echo saved; exit 7' INT; echo ready; while :; do sleep 0.05; done");

        // A group of its own, as a terminal would have made, so that the test is not interrupted too.
        using Process process = TrainerProcess.Start(trainer, through: "setsid");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Cancellation));
        using Process kill = Kill(string.Create(CultureInfo.InvariantCulture, $"-INT -{process.Id}"));
        CliRun run = await TrainerProcess.EndAsync(process);
        Assert.Equal("saved\n", run.Output);
        Assert.Empty(run.Error);
        Assert.Equal(7, run.ExitCode);
    }

    /// <summary>The signal goes to k2 alone. The trainer takes its time, during which k2 neither ends nor loses what it writes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Asked_to_end_it_asks_the_trainer_and_waits_for_its_clean_end(int times)
    {
        using var folder = new TemporaryFolder();

        // It ends by itself after ten seconds, so that one that was never asked fails the test and is not left running.
        string trainer = TrainerProcess.Script(folder, "trap 'trap : TERM; echo saving; sleep 0.3; echo saved; exit 7' TERM; echo ready; for i in $(seq 200); do sleep 0.05; done");
        using Process process = TrainerProcess.Start(trainer, through: null);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Cancellation));
        for (int i = 0; i < times; i++)
        {
            using Process kill = Kill(string.Create(CultureInfo.InvariantCulture, $"-TERM {process.Id}"));
            await kill.WaitForExitAsync(Cancellation);
        }

        CliRun run = await TrainerProcess.EndAsync(process);
        Assert.Equal("saving\nsaved\n", run.Output);
        Assert.Empty(run.Error);
        Assert.Equal(7, run.ExitCode);
    }

    [Fact]
    public async Task A_trainer_that_a_signal_ended_has_the_shell_s_code_for_it()
    {
        using var folder = new TemporaryFolder();
        using Process process = TrainerProcess.Start(TrainerProcess.Script(folder, "echo ready; exec sleep 10"), through: null);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Cancellation));
        using Process kill = Kill(string.Create(CultureInfo.InvariantCulture, $"-TERM {process.Id}"));
        Assert.Equal(143, (await TrainerProcess.EndAsync(process)).ExitCode);
    }

    [Fact]
    public void Without_a_trainer_it_says_how_to_get_one() => CliRun.Of("train", "--help").AssertError(2, "./k2 train");

    [Fact]
    public async Task A_trainer_that_is_not_there_is_named()
        => (await TrainerProcess.RunAsync(Path.Combine(Path.GetTempPath(), "no-trainer"), string.Empty)).AssertError(2, "no-trainer");

    [Fact]
    public async Task A_trainer_that_is_no_program_is_named()
    {
        using var folder = new TemporaryFolder();
        string trainer = folder.File("text");
        await File.WriteAllTextAsync(trainer, "text", Cancellation);
        (await TrainerProcess.RunAsync(trainer, string.Empty)).AssertError(2, "cannot be run");
    }

    /// <summary>Whether this process was started so that SIGINT does nothing, as a script's background jobs are; children inherit that, and a shell cannot set a trap for it.</summary>
    private static bool IsInterruptIgnored()
    {
        const int Interrupt = 2;
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return line is not null && (ulong.Parse(line.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }

    private static Process Kill(string arguments) => Process.Start("/bin/sh", ["-c", "kill " + arguments]);
}
