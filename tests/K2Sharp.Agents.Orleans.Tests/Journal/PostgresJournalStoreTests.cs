using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Journal;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace K2Sharp.Agents.Orleans.Tests.Journal;

public sealed class PostgresJournalStoreTests(PostgresServer server) : IDisposable
{
    private const string Expire = "UPDATE k2_runs SET free_at = '-infinity'";

    private static readonly RunStarted s_start = new() { Task = "täsk\n\"x\"", Seed = 5 };

    private static readonly JournalEntry[] s_entries =
    [
        s_start,
        new TurnTaken { Step = 1, Seed = 9, Reasoning = "r\u0001", Cost = 0.25m, Calls = [new RecordedCall { Key = "1.0", Id = "functions.a:0", Name = "a", Arguments = """{"broken""" }] },
        new CallBegun("1.0"),
        new CallFinished { Key = "1.0", Outcome = CallOutcome.Done, Content = "<|im_end|>" },
    ];

    private readonly string _database = server.CreateDatabase();
    private readonly List<IDisposable> _open = [];

    public void Dispose() => _open.ForEach(item => item.Dispose());

    [Fact]
    public void Entries_come_back_as_they_were()
    {
        AgentJournal journal = Open();
        string run = Write(journal);
        Assert.Equal(s_entries.Select(JournalJson.Write), Open().Read(run).Select(record => JournalJson.Write(record.Entry)));
        Assert.Equal([1, 2, 3, 4], journal.Read(run).Select(record => (int)record.Number));
        Assert.Contains("no run", Assert.Throws<JournalException>(() => journal.Read("nope")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE k2_entries SET body = '{}'")]
    [InlineData("DELETE FROM k2_entries")]
    [InlineData("TRUNCATE k2_entries")]
    [InlineData("INSERT INTO k2_entries SELECT run, number + 5, epoch, at, elapsed_ms, body FROM k2_entries WHERE number = 1")]
    public void Entries_are_only_ever_appended(string sql)
    {
        Write(Open());
        Assert.Throws<PostgresException>(() => PostgresServer.Execute(_database, sql));
    }

    [Fact]
    public void A_run_has_one_writer_until_it_gives_the_run_back()
    {
        AgentJournal other = Open();
        JournalWriter writer = Open().Create(s_start);
        Assert.Contains("another process", Assert.Throws<JournalException>(() => other.Write(writer.Run)).Message, StringComparison.Ordinal);
        writer.Dispose();
        using JournalWriter next = other.Write(writer.Run);
        Assert.Equal(2, next.Append(new CallBegun("1.0")).Number);
        Assert.Equal(2, next.Lease.Epoch);
    }

    [Fact]
    public void A_writer_that_was_replaced_writes_nothing_any_more()
    {
        AgentJournal journal = Open();
        using JournalWriter slow = journal.Create(s_start);
        PostgresServer.Execute(_database, Expire);
        using JournalWriter next = Open().Write(slow.Run);
        Assert.Contains("taken over", Assert.Throws<JournalException>(() => slow.Append(new CallBegun("1.0"))).Message, StringComparison.Ordinal);
        Assert.Equal((false, true), (journal.IsCurrent(slow.Run, slow.Lease.Epoch), journal.IsCurrent(next.Run, next.Lease.Epoch)));

        // Giving back what is not its own any more must not free the other's lease either.
        slow.Dispose();
        Assert.Throws<JournalException>(() => journal.Write(slow.Run));
        next.Append(new CallBegun("2.0"));
        Assert.Equal([s_start, new CallBegun("2.0")], journal.Read(slow.Run).Select(record => record.Entry is RunStarted ? s_start : record.Entry));
    }

    [Fact]
    public async Task Of_writers_that_replace_each_other_all_the_time_each_goes_on_where_the_one_before_was_stopped()
    {
        AgentJournal journal = Open();
        string run = Write(journal);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            () =>
            {
                for (int turn = 0; turn < 15; turn++)
                {
                    PostgresServer.Execute(_database, Expire);
                    try
                    {
                        using JournalWriter mine = journal.Write(run);
                        for (int i = 0; i < 20; i++)
                        {
                            mine.Append(new CallBegun($"{writer}.{turn}.{i}"));
                        }
                    }
                    catch (JournalException)
                    {
                        // Replaced, or another was quicker: that is what is tested.
                    }
                }
            },
            TestContext.Current.CancellationToken)));

        List<long> epochs = PostgresServer.Query(_database, "SELECT epoch FROM k2_entries ORDER BY number", reader => reader.GetInt64(0));
        Assert.Equal(epochs.Order(), epochs);
        Assert.True(epochs.Distinct().Count() > 4, "writers hardly ever replaced each other");
        Assert.Equal(Enumerable.Range(1, epochs.Count), journal.Read(run).Select(record => (int)record.Number));
    }

    [Fact]
    public void A_lease_is_renewed_while_its_holder_lives()
    {
        var clock = new FakeTimeProvider();
        using JournalWriter writer = Open(clock).Create(s_start);
        PostgresServer.Execute(_database, Expire);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Throws<JournalException>(() => Open().Write(writer.Run));
        Assert.False(writer.Lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public void A_holder_that_was_replaced_is_told_so_by_the_next_renewal()
    {
        var clock = new FakeTimeProvider();
        using JournalWriter writer = Open(clock).Create(s_start);
        PostgresServer.Execute(_database, Expire);
        using JournalWriter next = Open().Write(writer.Run);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(writer.Lease.Lost.IsCancellationRequested);
        Assert.False(next.Lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public void A_holder_that_cannot_renew_stops_before_anybody_else_may_begin()
    {
        var clock = new FakeTimeProvider();
        using JournalWriter writer = Open(clock).Create(s_start);
        PostgresServer.Execute(_database, "ALTER TABLE k2_runs RENAME TO elsewhere");
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.False(writer.Lease.Lost.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(writer.Lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public void Runs_wait_while_nobody_makes_them_and_until_they_have_ended()
    {
        AgentJournal journal = Open();
        Write(journal);
        string run = journal.Submit(new RunRequest { Task = "one", Seed = 4, Settings = ["--max-steps=3"] });
        Assert.Equal([run], journal.Waiting());
        Assert.Equal(("one", 4L, "--max-steps=3"), (journal.Request(run)!.Task, journal.Request(run)!.Seed, Assert.Single(journal.Request(run)!.Settings)));
        using (JournalWriter writer = journal.Write(run))
        {
            Assert.Empty(journal.Waiting());
            writer.Append(s_start);
            writer.Lease.Postpone(TimeSpan.FromHours(1));
        }

        Assert.Empty(journal.Waiting());
        PostgresServer.Execute(_database, Expire);
        Assert.Equal([run], journal.Waiting());
        using (JournalWriter writer = journal.Write(run))
        {
            writer.Append(new RunEnded(AgentStatus.Completed, "r", "a"));
        }

        Assert.Empty(journal.Waiting());
    }

    [Fact]
    public void A_fork_begins_as_its_parent_did()
    {
        AgentJournal journal = Open();
        string run = Write(journal);
        string fork = journal.Fork(run, 2);
        using (JournalWriter writer = journal.Write(fork))
        {
            Assert.Equal(3, writer.Append(new CallBegun("x")).Number);
        }

        Assert.Equal(3, journal.Read(fork).Count);
        Assert.Equal(new HashSet<string?> { null, run }, journal.List().Select(summary => summary.Parent).ToHashSet());
    }

    [Fact]
    public async Task Several_processes_may_be_the_first()
        => Assert.All(await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(Open))), journal => Assert.Empty(journal.List()));

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        Open();
        PostgresServer.Execute(_database, "UPDATE k2_schema SET version = 99");
        Assert.Contains("newer", Assert.Throws<JournalException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_reached_is_refused_in_one_line()
    {
        string message = Assert.Throws<JournalException>(() => PostgresDatabase.Open("Host=127.0.0.1;Port=1;Username=nobody;Timeout=5")).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains("database", message, StringComparison.Ordinal);
    }

    private AgentJournal Open() => Open(null);

    private AgentJournal Open(TimeProvider? clock)
    {
        var options = new PostgresStoreOptions { Owner = "test", Clock = clock ?? TimeProvider.System };
        var journal = new AgentJournal(new PostgresJournalStore(PostgresDatabase.Open(_database), options, isOwner: true), clock);
        lock (_open)
        {
            _open.Add(journal);
        }

        return journal;
    }

    private static string Write(AgentJournal journal)
    {
        using JournalWriter writer = journal.Create(s_start);
        foreach (JournalEntry entry in s_entries.Skip(1))
        {
            writer.Append(entry);
        }

        return writer.Run;
    }
}
