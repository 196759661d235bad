using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Orleans.Journal;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Hosting;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>Silos in this process.</summary>
public sealed class SiloTests(PostgresServer server)
{
    [Fact]
    public async Task One_silo_needs_nothing_but_a_file()
    {
        using var folder = new TemporaryFolder();
        using AgentJournal journal = AgentJournal.Open(folder["journal.db"]);
        IAgentTool[] tools = [new ScriptedTool("ledger", invocation => $"wrote {invocation.Text("key")}") { Effect = ToolEffect.Once }, new ScriptedTool("look", _ => "fine")];
        string[] runs = [.. Enumerable.Range(0, 3).Select(i => journal.Submit(new RunRequest { Task = "chain 6", Seed = i }))];
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(SiloProcess.FreePort(), SiloProcess.FreePort())
            .AddAgents(journal, new ScriptedHost(tools), new AgentSiloOptions { MaxRuns = 2, SweepEvery = TimeSpan.FromMilliseconds(50) }));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (journal.Waiting().Count > 0)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.All(runs, run => Assert.IsType<RunEnded>(journal.Read(run)[^1].Entry));
        Assert.All(journal.List(), run => Assert.Equal((AgentStatus.Completed, 7, 8), (run.Status, run.Steps, run.Calls)));
    }

    [Fact]
    public async Task Calls_run_on_a_silo_with_room_and_a_silo_that_leaves_hands_its_runs_over()
    {
        using var cluster = new ClusterFixture(server);
        using NpgsqlDataSource source = PostgresDatabase.Open(cluster.Database);
        IHost thinker = Build(source, "thinker", new AgentSiloOptions { MaxRuns = 4, ToolSlots = 0, SweepEvery = TimeSpan.FromMilliseconds(200) });
        using IHost worker = Build(source, "worker", new AgentSiloOptions { MaxRuns = 0, ToolSlots = 2, SweepEvery = TimeSpan.FromMilliseconds(200) });
        try
        {
            await worker.StartAsync(TestContext.Current.CancellationToken);
            await thinker.StartAsync(TestContext.Current.CancellationToken);
            string[] runs = [.. Enumerable.Range(0, 4).Select(i => cluster.Journal.Submit(new RunRequest { Task = "chain 8", Seed = i }))];
            await cluster.UntilAsync(() => cluster.Count("SELECT count(*) FROM k2_entries") > 20, "runs were at work", () => string.Empty);

            // Shut down in order: the runs are left between two entries, and the next silo need not wait for a lease to run out.
            await thinker.StopAsync(TestContext.Current.CancellationToken);
            thinker.Dispose();
            Assert.Equal(0, cluster.Count("SELECT count(*) FROM k2_runs WHERE NOT ended AND free_at > clock_timestamp()"));
            thinker = Build(source, "heir", new AgentSiloOptions { MaxRuns = 4, ToolSlots = 0, SweepEvery = TimeSpan.FromMilliseconds(200) });
            await thinker.StartAsync(TestContext.Current.CancellationToken);
            await cluster.UntilAsync(() => cluster.Count("SELECT count(*) FROM k2_runs WHERE ended") == runs.Length, "all runs had ended", () => string.Empty);

            Assert.Equal(["worker"], PostgresServer.Query(cluster.Database, "SELECT DISTINCT silo FROM effects", reader => reader.GetString(0)));
            foreach (string run in runs)
            {
                await cluster.AssertUndisturbedAsync(run);
            }
        }
        finally
        {
            await thinker.StopAsync(CancellationToken.None);
            thinker.Dispose();
        }
    }

    private static IHost Build(NpgsqlDataSource source, string name, AgentSiloOptions options) =>
        SiloProgram.Build(source, name, SiloProcess.FreePort(), SiloProcess.FreePort(), options, LogLevel.Error);
}
