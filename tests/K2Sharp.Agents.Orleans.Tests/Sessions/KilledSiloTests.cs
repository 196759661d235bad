using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>Real processes, a real database, really killed.</summary>
public sealed class KilledSiloTests(PostgresServer server, ITestOutputHelper output)
{
    private const int Runs = 30;

    /// <summary>A kill every few seconds, whatever the machine's speed: runs go on so far, and then a silo falls.</summary>
    private const int EffectsBetweenKills = 40;

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public async Task Thirty_runs_on_three_silos_that_are_killed_in_turns_all_finish_and_none_twice()
    {
        using var cluster = new ClusterFixture(server);
        string[] runs = [.. Enumerable.Range(0, Runs).Select(i => cluster.Journal.Submit(new RunRequest { Task = "chain 20", Seed = i }))];
        SiloProcess[] silos = [.. new[] { "red", "green", "blue" }.Select(name => new SiloProcess(cluster.Database, name))];
        try
        {
            PostgresServer.Execute(cluster.Database, $"UPDATE pace SET most = {EffectsBetweenKills}");
            Array.ForEach(silos, silo => silo.Start());
            int kills = 0;
            bool isDue = false;
            long last = TimeProvider.System.GetTimestamp();
            await cluster.UntilAsync(
                () =>
                {
                    if (cluster.Count("SELECT count(*) FROM k2_runs WHERE ended") == Runs)
                    {
                        return true;
                    }

                    if (isDue && silos.Where((silo, i) => silo.IsReady && i >= kills % silos.Length).Concat(silos.Where(silo => silo.IsReady)).FirstOrDefault() is { } victim)
                    {
                        // The work has just been let go on, so the silo falls in the middle of it.
                        long owned = cluster.Count($"SELECT count(*) FROM k2_runs WHERE owner = '{victim.Name}' AND NOT ended AND free_at > now()");
                        victim.Kill();
                        victim.Start();
                        output.WriteLine($"killed {victim.Name} with {owned} runs, {TimeProvider.System.GetElapsedTime(last).TotalSeconds:0.0} s after the one before");
                        last = TimeProvider.System.GetTimestamp();
                        kills++;
                        isDue = false;
                    }
                    else if (!isDue && cluster.Count("SELECT count(*) - (SELECT most FROM pace) FROM effects") >= 0)
                    {
                        PostgresServer.Execute(cluster.Database, $"UPDATE pace SET most = most + {EffectsBetweenKills}");
                        isDue = true;
                    }

                    return false;
                },
                "all runs had ended",
                () => string.Join('\n', silos.Select(silo => silo.Log)));

            Assert.True(kills >= 8, $"only {kills} silos were killed");
        }
        finally
        {
            Array.ForEach(silos, silo => silo.Dispose());
        }

        foreach (string run in runs)
        {
            await cluster.AssertUndisturbedAsync(run);
        }

        long moved = cluster.Count("SELECT count(*) FROM (SELECT run FROM k2_entries GROUP BY run HAVING count(DISTINCT epoch) > 1) r");
        long away = cluster.Count("SELECT count(DISTINCT silo) FROM effects");
        output.WriteLine($"{moved} of {Runs} runs had more than one writer; the most: {cluster.Count("SELECT max(epoch) FROM k2_runs")}; effects came from {away} silos");
        Assert.True(moved >= Runs / 3, $"only {moved} runs were moved");
        Assert.Equal(3, away);
    }

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public async Task A_silo_that_was_only_slow_writes_nothing_after_another_has_gone_on_with_its_run()
    {
        using var cluster = new ClusterFixture(server);
        using var slow = new SiloProcess(cluster.Database, "slow");
        using var quick = new SiloProcess(cluster.Database, "quick");
        string Logs() => slow.Log + quick.Log;
        slow.Start();
        await cluster.UntilAsync(() => slow.IsReady, "the silo was ready", Logs);
        string run = cluster.Journal.Submit(new RunRequest { Task = "hold", Seed = 1 });
        await cluster.UntilAsync(() => cluster.Count("SELECT count(*) FROM holding") == 1, "the run was in the call", Logs);

        slow.Signal("STOP");
        quick.Start();
        PostgresServer.Execute(cluster.Database, "INSERT INTO letting_go DEFAULT VALUES");
        await cluster.UntilAsync(() => cluster.Count("SELECT count(*) FROM k2_runs WHERE ended") == 1, "the other silo had ended the run", Logs);
        Assert.Equal("quick", PostgresServer.Query(cluster.Database, "SELECT owner FROM k2_runs", reader => reader.GetString(0))[0]);

        // It wakes up in the middle of the call, which is let go now, and would write its result and make the second half once more.
        slow.Signal("CONT");
        await cluster.UntilAsync(
            () => slow.HasExited || slow.Log.Contains("cannot go on here", StringComparison.Ordinal), "the slow silo had noticed", Logs);
        await cluster.AssertUndisturbedAsync(run);
    }
}
