using System.Diagnostics;

namespace K2Sharp.Cli.Tests;

/// <summary>The real command as a process of its own.</summary>
internal static class CliProcess
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The command's program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "k2.dll");

    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    public static async Task<CliRun> RunAsync(byte[] input, params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.StandardInput.BaseStream.WriteAsync(input, Cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        return new CliRun(process.ExitCode, await output, await error);
    }
}
