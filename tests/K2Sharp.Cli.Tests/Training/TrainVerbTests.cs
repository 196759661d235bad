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
        using var folder = new TemporaryFolder();
        string trainer = TrainerProcess.Script(folder, "trap 'echo saved; exit 7' INT; echo ready; while :; do sleep 0.05; done");

        // A group of its own, as a terminal would have made, so that the test is not interrupted too.
        using Process process = TrainerProcess.Start(trainer, through: "setsid");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Cancellation));
        using Process kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -INT -{process.Id}")]);
        CliRun run = await TrainerProcess.EndAsync(process);
        Assert.Equal("saved\n", run.Output);
        Assert.Empty(run.Error);
        Assert.Equal(7, run.ExitCode);
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
}
