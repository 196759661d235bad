using System.Text;
using K2Sharp.Cli.Hosting;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests;

/// <summary>Ctrl+C in the middle of work.</summary>
public sealed class InterruptedVerbTests
{
    [Fact]
    public void It_ends_a_single_answer_with_code_130()
    {
        (int code, string output, _) = Interrupted(string.Empty, ["chat", "--model", SharedData.MiniModel, "--seed", "1", "hi"], raisingOutputWrite: 1);
        Assert.Equal(130, code);
        Assert.NotEmpty(output);
    }

    [Fact]
    public void It_ends_an_answer_but_not_the_conversation()
    {
        // First the greeting and a prompt are written, then the first piece of the answer.
        string[] command = ["chat", "--model", SharedData.MiniModel, "--seed", "1", "--max-tokens", "9"];
        (int code, _, string error) = Interrupted("hi\nagain\n", command, raisingOutputWrite: 2);
        Assert.Equal(0, code);
        Assert.Equal(1, error.Split("[stopped; prompt ").Length - 1);
        Assert.Equal(1, error.Split("[prompt ").Length - 1);
    }

    [Fact]
    public void It_removes_a_half_written_model()
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("model");
        (int code, _, string error) = Interrupted(string.Empty, ["model", "synth", "--preset", "tiny", "--out", model]);
        Assert.Equal(130, code);
        Assert.False(Directory.Exists(model));
        Assert.DoesNotContain("k2:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_removes_a_half_written_file_of_int8_weights()
    {
        using var folder = new TemporaryFolder();
        (int code, _, string error) = Interrupted(string.Empty, ["model", "quantize", "--dense", "int8", "--model", SharedData.MiniModel, "--out", folder.File("int8")]);
        Assert.Equal(130, code);
        Assert.Empty(Directory.GetFiles(folder.Root));
        Assert.DoesNotContain("k2:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_ends_a_check_and_a_bench()
    {
        Assert.Equal(130, Interrupted(string.Empty, ["model", "verify", SharedData.MiniModel]).Code);
        Assert.Equal(130, Interrupted(string.Empty, ["bench", "--model", SharedData.MiniModel]).Code);
    }

    /// <summary>Runs a verb and interrupts it at a write to the output or, by default, when progress is first shown.</summary>
    private static (int Code, string Output, string Error) Interrupted(string input, string[] args, int? raisingOutputWrite = null)
    {
        using var interrupts = new Interrupts();
        using MemoryStream output = raisingOutputWrite is { } write ? new HookedStream(() => interrupts.Raise(), write) : new MemoryStream();
        using MemoryStream error = raisingOutputWrite is not null ? new MemoryStream() : new HookedStream(() => interrupts.Raise());
        using var host = new CliHost(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error)
        {
            IsInputTerminal = true,
            IsOutputTerminal = true,
            IsErrorTerminal = true,
            Interrupts = interrupts,
            ToolDirectory = CliRun.NoModel,
        };
        int code = K2Command.Invoke(args, host);
        return (code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
