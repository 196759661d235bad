using System.Text;
using System.Text.Json;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Tests;

/// <summary>One run of the command inside the test process, with streams of its own.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>A folder above which there is no default model, whether or not the repository has one.</summary>
    public static string NoModel { get; } = Path.Combine(Path.GetTempPath(), "k2-nowhere");

    public string[] OutputLines => Lines(Output);

    public JsonElement Json => JsonDocument.Parse(Assert.Single(OutputLines)).RootElement;

    public IEnumerable<JsonElement> JsonLines => OutputLines.Select(line => JsonDocument.Parse(line).RootElement);

    public static CliRun Of(params string[] args) => With(string.Empty, args);

    public static CliRun With(string input, params string[] args) => With(Encoding.UTF8.GetBytes(input), args);

    public static CliRun With(byte[] input, params string[] args) => Installed(NoModel, input, args);

    /// <summary>The same with the program in a folder of the test's.</summary>
    public static CliRun Installed(string toolDirectory, params string[] args) => Installed(toolDirectory, [], args);

    /// <summary>The same on a terminal, with plain text where <paramref name="isStyled"/> is false.</summary>
    public static CliRun AtTerminal(string input, bool isStyled, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var host = new CliHost(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error)
        {
            IsInputTerminal = true,
            IsOutputTerminal = true,
            IsErrorTerminal = true,
            IsStyled = isStyled,
            ToolDirectory = NoModel,
        };
        return On(host, output, error, args);
    }

    /// <summary>The run ended with exactly one line of error and nothing else that tells of a crash.</summary>
    public CliRun AssertError(int exitCode, string part = "")
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}: {Error}");
        Assert.StartsWith("k2: ", Error, StringComparison.Ordinal);
        Assert.Contains(part, Assert.Single(Lines(Error)), StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }

    public CliRun AssertSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    private static CliRun Installed(string toolDirectory, byte[] input, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var host = new CliHost(new MemoryStream(input), output, error) { ToolDirectory = toolDirectory };
        return On(host, output, error, args);
    }

    private static CliRun On(CliHost host, MemoryStream output, MemoryStream error, string[] args)
    {
        int code = K2Command.Invoke(args, host);
        return new CliRun(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
