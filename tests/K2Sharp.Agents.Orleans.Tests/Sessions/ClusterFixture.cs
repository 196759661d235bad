using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Orleans.Journal;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>A database with a journal, and what runs in it must look like.</summary>
internal sealed class ClusterFixture : IDisposable
{
    // Far longer than anything takes on a busy machine: only a hang is ended by it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    public ClusterFixture(PostgresServer server)
    {
        Database = server.CreateDatabase();
        Journal = new AgentJournal(new PostgresJournalStore(PostgresDatabase.Open(Database), isOwner: true));
        PostgresServer.Execute(Database, $"{Ledger.Schema}; CREATE TABLE holding (at timestamptz DEFAULT now()); CREATE TABLE letting_go (at timestamptz DEFAULT now())");
    }

    public string Database { get; }

    public AgentJournal Journal { get; }

    public long Count(string sql) => PostgresServer.Query(Database, sql, reader => reader.GetInt64(0))[0];

    /// <summary>Looks again and again until something holds; fails when nothing was written for long.</summary>
    public async Task UntilAsync(Func<bool> holds, string what, Func<string> log)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        long entries = -1;
        long changed = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            long now = Count("SELECT count(*) FROM k2_entries");
            if (now != entries)
            {
                (entries, changed) = (now, TimeProvider.System.GetTimestamp());
            }

            Assert.True(TimeProvider.System.GetElapsedTime(changed) < s_patience, $"waited in vain until {what}; {log()}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The run is what it would have been in one process that nobody disturbed, and its effects happened once.</summary>
    public async Task AssertUndisturbedAsync(string run)
    {
        RunRequest request = Journal.Request(run)!;
        using var folder = new TemporaryFolder();
        using AgentJournal calm = AgentJournal.Open(folder["journal.db"]);
        using var model = new ScriptedModel(Script.Next);
        List<string> effects = [];
        var ledger = new ScriptedTool("ledger", invocation =>
        {
            effects.Add(invocation.Key);
            return Ledger.Output(invocation).Text;
        })
        { Effect = ToolEffect.Once, RunsInParallel = false };
        var tools = new AgentToolbox([ledger, new ScriptedTool("look", invocation => $"{invocation.Text("key")} looks fine"), new ScriptedTool("hold", _ => "held")]);
        AgentResult result = await new AgentRunner(model, tools, calm, ScriptedHost.Options(request)).RunAsync(request.Task, null, TestContext.Current.CancellationToken);

        Assert.Equal(Texts(calm.Read(result.Run)), Texts(Journal.Read(run)));
        Assert.Equal(effects, PostgresServer.Query(Database, $"SELECT key FROM effects WHERE run = '{run}' ORDER BY number", reader => reader.GetString(0)));
    }

    public void Dispose() => Journal.Dispose();

    /// <summary>Everything but times. Calls of one turn finish in any order.</summary>
    private static List<string> Texts(IReadOnlyList<JournalRecord> records)
    {
        List<string> texts = [];
        List<string> group = [];
        foreach (JournalEntry entry in records.Select(record => record.Entry))
        {
            if (entry is not (CallBegun or CallFinished))
            {
                texts.AddRange(group.Order(StringComparer.Ordinal));
                group.Clear();
                texts.Add(JournalJson.Write(entry));
            }
            else
            {
                group.Add(JournalJson.Write(entry is CallFinished finished ? finished with { Milliseconds = 0 } : entry));
            }
        }

        return texts;
    }
}
