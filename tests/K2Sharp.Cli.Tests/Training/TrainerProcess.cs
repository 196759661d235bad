using System.Diagnostics;

namespace K2Sharp.Cli.Tests.Training;

/// <summary><c>k2 train</c> as a process with a trainer of the test's.</summary>
internal static class TrainerProcess
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A trainer that is a shell script.</summary>
    public static string Script(TemporaryFolder folder, string text)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell script");
        string path = folder.File("trainer");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>Starts it, through another program that is given the command line if one is named.</summary>
    public static Process Start(string trainer, string? through, params string[] args)
    {
        string[] command = [.. through is null ? Array.Empty<string>() : [through], "dotnet", CliProcess.Program, "train", .. args];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["K2_TRAINER"] = trainer;
        return Process.Start(start)!;
    }

    public static async Task<CliRun> RunAsync(string trainer, string input, params string[] args)
    {
        using Process process = Start(trainer, through: null, args);
        await process.StandardInput.WriteAsync(input.AsMemory(), Cancellation);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    public static async Task<CliRun> EndAsync(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return new CliRun(process.ExitCode, output, await error);
    }
}
