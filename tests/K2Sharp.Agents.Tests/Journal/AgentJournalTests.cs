using K2Sharp.Agents.Journal;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Agents.Tests.Journal;

public sealed class AgentJournalTests : IDisposable
{
    private static readonly JournalEntry[] s_all =
    [
        new RunStarted { Task = "täsk\n\"x\"", Seed = 5, System = "s", Tools = ["{}"] },
        new TurnTaken
        {
            Step = 1, Seed = 9, Reasoning = "r", Content = "c", FinishReason = "tool_calls", Usage = new TurnUsage { Input = 1, Output = 2, Cached = 3, Reasoning = 4 }, Cost = 0.25m,
            Calls = [new RecordedCall { Key = "1.0", Id = "functions.a:0", Name = "a", Arguments = """{"broken""" }],
        },
        new CallBegun("1.0"),
        new CallFinished { Key = "1.0", Outcome = CallOutcome.TimedOut, Content = "<|im_end|>", OutputFile = "f", Milliseconds = 7 },
        new NoticeGiven(NoticeReason.Loop, "n"),
        new ResultsHidden(["1.0"], 10, 5),
        new HistorySummarized { Text = "t", UpToStep = 1 },
        new Rewound(1, "why") { Loop = "l", Notice = "n" },
        new RunEnded(AgentStatus.Stopped, "r", "a"),
    ];

    private readonly TemporaryFolder _folder = new();

    private string File => _folder["journal.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_entry_comes_back_as_it_was()
    {
        using AgentJournal journal = AgentJournal.Open(File);
        string run = Write(journal, s_all);
        Assert.Equal(s_all.Select(JournalJson.Write), journal.Read(run).Select(record => JournalJson.Write(record.Entry)));
        Assert.Equal(Enumerable.Range(1, s_all.Length), journal.Read(run).Select(record => (int)record.Number));
        Assert.Equal(typeof(JournalEntry).Assembly.GetTypes().Where(type => type.BaseType == typeof(JournalEntry)).ToHashSet(), s_all.Select(entry => entry.GetType()).ToHashSet());
    }

    [Theory]
    [InlineData("UPDATE entries SET body = '{}'")]
    [InlineData("DELETE FROM entries")]
    [InlineData("INSERT INTO entries SELECT run, number + 5, at, elapsed_ms, body FROM entries WHERE number = 1")]
    public void Entries_are_only_ever_appended(string sql)
    {
        using AgentJournal journal = AgentJournal.Open(File);
        Write(journal, s_all);
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
    }

    [Fact]
    public void A_run_has_one_writer()
    {
        using AgentJournal journal = AgentJournal.Open(File);
        JournalWriter writer = journal.Create(new RunStarted { Task = "t", Seed = 0 });
        using AgentJournal other = AgentJournal.Open(File);
        Assert.Contains("another process", Assert.Throws<JournalException>(() => other.Write(writer.Run)).Message, StringComparison.Ordinal);
        writer.Dispose();
        other.Write(writer.Run).Dispose();
    }

    [Fact]
    public void A_fork_begins_as_its_parent_did_and_goes_its_own_way()
    {
        using AgentJournal journal = AgentJournal.Open(File);
        string run = Write(journal, s_all);
        string fork = journal.Fork(run, 4);
        using (JournalWriter writer = journal.Write(fork))
        {
            Assert.Equal(5, writer.Append(new NoticeGiven(NoticeReason.User, "other")).Number);
        }

        string second = journal.Fork(fork, 5);
        Assert.Equal([.. s_all.Take(4).Select(JournalJson.Write), JournalJson.Write(new NoticeGiven(NoticeReason.User, "other"))], journal.Read(second).Select(record => JournalJson.Write(record.Entry)));
        Assert.Equal(s_all.Length, journal.Read(run).Count);
        Assert.Throws<JournalException>(() => journal.Fork(run, 99));
        Assert.Equal(new HashSet<string?> { null, run, fork }, journal.List().Select(summary => summary.Parent).ToHashSet());
    }

    [Fact]
    public void The_list_says_how_runs_stand()
    {
        using AgentJournal journal = AgentJournal.Open(File);
        string run = Write(journal, s_all);
        string open = Write(journal, s_all[..3]);
        RunSummary[] list = [.. journal.List()];
        RunSummary ended = list.Single(summary => summary.Id == run);
        Assert.Equal((AgentStatus.Stopped, 1, 1, "täsk\n\"x\""), (ended.Status, ended.Steps, ended.Calls, ended.Task));
        Assert.Equal(AgentStatus.Open, list.Single(summary => summary.Id == open).Status);
    }

    [Fact]
    public void What_cannot_be_used_is_refused_in_one_line()
    {
        System.IO.File.WriteAllText(File, "this is no database at all, but long enough to be taken for one by its size only");
        Assert.DoesNotContain('\n', Assert.Throws<JournalException>(() => AgentJournal.Open(File)).Message);
        using AgentJournal journal = AgentJournal.Open(_folder["other.db"]);
        Assert.Contains("no run", Assert.Throws<JournalException>(() => journal.Read("nope")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_were_asked_for_wait_until_they_have_ended()
    {
        using AgentJournal journal = AgentJournal.Open(File);
        Write(journal, s_all[..2]);
        string first = journal.Submit(new RunRequest { Task = "one", Seed = 4, Settings = ["--max-steps=3"] });
        string second = journal.Submit(new RunRequest { Task = "two" });
        Assert.Equal(new HashSet<string> { first, second }, journal.Waiting().ToHashSet());
        Assert.Equal(("one", 4L, "--max-steps=3"), (journal.Request(first)!.Task, journal.Request(first)!.Seed, Assert.Single(journal.Request(first)!.Settings)));
        Assert.Equal("two", journal.List().Single(summary => summary.Id == second).Task);
        using (JournalWriter writer = journal.Write(first))
        {
            writer.Append(s_all[0]);
            Assert.Contains(first, journal.Waiting());
            writer.Append(new RunEnded(AgentStatus.Completed, "r", "a"));
        }

        Assert.Equal([second], journal.Waiting());
    }

    [Fact]
    public void A_run_that_is_postponed_waits_later()
    {
        var clock = new SkippingClock();
        using AgentJournal journal = AgentJournal.Open(File, clock);
        string run = journal.Submit(new RunRequest { Task = "one" });
        using (JournalWriter writer = journal.Write(run))
        {
            writer.Lease.Postpone(TimeSpan.FromMinutes(2));
        }

        Assert.Empty(journal.Waiting());
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([run], journal.Waiting());
    }

    [Fact]
    public void A_file_of_the_first_version_is_brought_up_to_date()
    {
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE runs (id TEXT PRIMARY KEY, created TEXT NOT NULL, parent TEXT, parent_number INTEGER, label TEXT) WITHOUT ROWID;
                CREATE TABLE entries (
                    run TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, elapsed_ms INTEGER NOT NULL, body TEXT NOT NULL,
                    PRIMARY KEY (run, number)) WITHOUT ROWID;
                INSERT INTO runs VALUES ('old', '2026-01-02T03:04:05.0000000+00:00', NULL, NULL, NULL);
                INSERT INTO entries VALUES ('old', 1, '2026-01-02T03:04:05.0000000+00:00', 0, '{"kind":"started","task":"before","seed":1}');
                PRAGMA user_version = 1;
                """;
            command.ExecuteNonQuery();
        }

        using AgentJournal journal = AgentJournal.Open(File);
        Assert.Equal("before", Assert.Single(journal.List()).Task);
        Assert.Empty(journal.Waiting());
        Assert.Equal([journal.Submit(new RunRequest { Task = "new" })], journal.Waiting());
    }

    private static string Write(AgentJournal journal, IEnumerable<JournalEntry> entries)
    {
        using JournalWriter writer = journal.Create((RunStarted)entries.First());
        foreach (JournalEntry entry in entries.Skip(1))
        {
            writer.Append(entry);
        }

        return writer.Run;
    }
}
