using System.Diagnostics;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests;

/// <summary>The <c>k2</c> script at the root of the repository. Explicit, because it may have to build.</summary>
public sealed class LauncherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true), Trait("Category", "Long")]
    public async Task It_works_from_anywhere_through_a_link_and_twice_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a bash script");
        using var folder = new TemporaryFolder();
        string link = folder.File("k2");
        File.CreateSymbolicLink(link, Path.Combine(SharedData.RepositoryRoot, "k2"));
        (int Code, string Output, string Error)[] runs = await Task.WhenAll(Run(link, folder.Root), Run(link, folder.Root));
        Assert.All(runs, run =>
        {
            Assert.Equal(0, run.Code);
            Assert.Equal($"{K2Command.Version}\n", run.Output);
            Assert.Empty(run.Error);
        });
    }

    [Fact(Explicit = true), Trait("Category", "Long")]
    public async Task Without_dotnet_it_says_what_to_install()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a bash script");
        using var folder = new TemporaryFolder();
        foreach (string tool in (string[])["dirname", "readlink"])
        {
            File.CreateSymbolicLink(folder.File(tool), File.Exists($"/usr/bin/{tool}") ? $"/usr/bin/{tool}" : $"/bin/{tool}");
        }

        (int code, string output, string error) = await Run(Path.Combine(SharedData.RepositoryRoot, "k2"), folder.Root, path: folder.Root);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(".NET 10 SDK", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact(Explicit = true), Trait("Category", "Long")]
    public async Task It_builds_the_trainer_for_those_who_train()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a bash script");
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await Run(Path.Combine(SharedData.RepositoryRoot, "k2"), folder.Root, path: null, "train", "--help");
        Assert.Empty(error);
        Assert.Equal(0, code);
        Assert.Contains("k2-train", output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> Run(string script, string directory, string? path = null)
        => Run(script, directory, path, "--version");

    private static async Task<(int Code, string Output, string Error)> Run(string script, string directory, string? path, params string[] args)
    {
        var start = new ProcessStartInfo("/bin/bash", [script, .. args])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (path is not null)
        {
            start.Environment["PATH"] = path;
            start.Environment["DOTNET_ROOT"] = directory;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output, await error);
    }
}
