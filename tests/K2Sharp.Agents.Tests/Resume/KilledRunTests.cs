using System.Diagnostics;
using System.Globalization;
using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Tests.Resume;

/// <summary>Real processes, really killed.</summary>
public sealed class KilledRunTests
{
    [Theory]
    [InlineData(40, 4, 1)]
    [InlineData(40, 4, 2)]
    public Task A_run_that_is_killed_again_and_again_ends_as_one_that_was_not(int calls, int kills, int seed) => CheckAsync(calls, kills, seed);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task A_run_of_300_calls_survives_20_kills() => CheckAsync(300, 20, 3);

    private static async Task CheckAsync(int calls, int kills, int seed)
    {
        using var calm = new TemporaryFolder();
        using var rough = new TemporaryFolder();
        Assert.Equal(0, await PlayAsync(calm.Path, calls, "new", -1, int.MaxValue));

        // Numbers of entries after which to kill; every second time the process kills itself between an effect and its entry instead.
        var random = new Random(seed);
        int entries = Read(calm).Count;
        int[] moments = [.. Enumerable.Range(0, kills).Select(_ => random.Next(1, entries)).Order()];
        string run = "new";
        int killed = 0;
        foreach (int moment in moments)
        {
            int code = killed % 2 == 0
                ? await PlayAsync(rough.Path, calls, run, -1, moment)
                : await PlayAsync(rough.Path, calls, run, NextStep(rough), int.MaxValue);
            killed += code == 0 ? 0 : 1;
            run = OnlyRun(rough);
        }

        Assert.True(killed >= kills / 2, $"only {killed} of {kills} processes were killed");
        Assert.Equal(0, await PlayAsync(rough.Path, calls, run, -1, int.MaxValue));

        Assert.Equal(Texts(calm), Texts(rough));
        string[] ledger = File.ReadAllLines(rough["ledger"]);
        Assert.Equal(ledger.Length, ledger.Distinct().Count());
        Assert.Equal(File.ReadAllLines(calm["ledger"]), ledger);
    }

    /// <summary>The number of a step that has not been taken and whose first call writes to the ledger.</summary>
    private static int NextStep(TemporaryFolder folder)
    {
        int step = Read(folder).Select(record => record.Entry).OfType<TurnTaken>().Count() + 2;
        return (step - 1) % 5 == 2 && (step - 1) % 7 != 3 ? step + 1 : step;
    }

    /// <summary>Everything but times. Calls of one turn finish in any order.</summary>
    private static List<string> Texts(TemporaryFolder folder)
    {
        List<string> texts = [];
        List<string> group = [];
        foreach (JournalEntry entry in Read(folder).Select(record => record.Entry))
        {
            if (entry is not (CallBegun or CallFinished))
            {
                texts.AddRange(group.Order(StringComparer.Ordinal));
                group.Clear();
                texts.Add(JournalJson.Write(entry));
            }
            else
            {
                group.Add(JournalJson.Write(AgentFixture.WithoutTime(entry)));
            }
        }

        return texts;
    }

    private static IReadOnlyList<JournalRecord> Read(TemporaryFolder folder)
    {
        using AgentJournal journal = AgentJournal.Open(folder["journal.db"]);
        return journal.Read(OnlyRun(journal));
    }

    private static string OnlyRun(TemporaryFolder folder)
    {
        using AgentJournal journal = AgentJournal.Open(folder["journal.db"]);
        return OnlyRun(journal);
    }

    private static string OnlyRun(AgentJournal journal) => Assert.Single(journal.List()).Id;

    /// <summary>Runs the victim and kills it once it has written the entry <paramref name="moment"/>.</summary>
    private static async Task<int> PlayAsync(string folder, int calls, string run, int fatal, int moment)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = ["victim", folder, calls.ToString(CultureInfo.InvariantCulture), run, fatal.ToString(CultureInfo.InvariantCulture)];
        foreach (string argument in arguments.Prepend(typeof(KilledRunTests).Assembly.Location))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (int.TryParse(line, CultureInfo.InvariantCulture, out int number) && number >= moment)
            {
                process.Kill();
                break;
            }
        }

        await process.WaitForExitAsync(cancellation);
        string text = await error;
        Assert.True(process.ExitCode is 0 or 137, $"exit code {process.ExitCode}: {text}");
        return process.ExitCode;
    }
}
