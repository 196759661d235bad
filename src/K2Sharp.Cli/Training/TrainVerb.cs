using System.ComponentModel;
using System.Diagnostics;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Training;

/// <summary>
/// <c>k2 train</c>: hands over to the trainer, a program of its own, because it carries libtorch (0.8 GB) which nothing else needs. All
/// arguments are the trainer's, so that options and help live in one place.
/// </summary>
internal static class TrainVerb
{
    private const string Name = "train";
    private const string Program = "k2-train.dll";

    /// <summary>The verb as the help of k2 lists it; the command line never reaches it, see <see cref="IsMeantBy"/>.</summary>
    public static Verb Create() => new(Name, "Train a small K2 and export it; a program of its own, see: k2 train --help.")
    {
        Examples = [("k2 train --help", "what the trainer can do")],
    };

    public static bool IsMeantBy(IReadOnlyList<string> args) => args.Count > 0 && string.Equals(args[0], Name, StringComparison.Ordinal);

    /// <summary>Runs the trainer to its end, on the streams of this process.</summary>
    /// <returns>The trainer's exit code.</returns>
    /// <exception cref="UsageException">There is no trainer, or it cannot be run.</exception>
    public static int Run(IReadOnlyList<string> args, CliHost host)
    {
        ProcessStartInfo start = Start(Find(host));
        foreach (string argument in args.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        TrainerMemory.Configure(start.Environment);
        host.Output.Flush();

        // The terminal sends Ctrl+C to both processes: the trainer obeys it, and this one waits until it has.
        host.Interrupts.LeaveToChild();
        return Wait(start);
    }

    private static string Find(CliHost host)
    {
        if (string.IsNullOrEmpty(host.Trainer))
        {
            throw new UsageException($"the trainer (with 0.8 GB of libtorch) is not part of this installation: in K2Sharp's source tree, ./k2 train builds and runs it; or set K2_TRAINER to the path of {Program}");
        }

        return File.Exists(host.Trainer) ? host.Trainer : throw new UsageException($"K2_TRAINER names '{host.Trainer}', which is no file");
    }

    private static ProcessStartInfo Start(string trainer)
    {
        if (!trainer.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return new ProcessStartInfo(trainer) { UseShellExecute = false };
        }

        bool isDotnet = string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), "dotnet", StringComparison.Ordinal);
        return new ProcessStartInfo(isDotnet ? Environment.ProcessPath! : "dotnet", [trainer]) { UseShellExecute = false };
    }

    private static int Wait(ProcessStartInfo start)
    {
        try
        {
            var termination = new TerminationForwarding();
            using Process trainer = Process.Start(start)!;
            termination.Begin(trainer);
            trainer.WaitForExit();
            termination.End();
            return trainer.ExitCode;
        }
        catch (Win32Exception exception)
        {
            throw new UsageException($"the trainer '{start.FileName}' cannot be run: {exception.Message}", exception);
        }
    }
}
