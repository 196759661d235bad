using System.Globalization;
using System.Net;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Orleans.Journal;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>A silo as a process of its own, to be killed or stopped.</summary>
internal static class SiloProgram
{
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(5);

    /// <param name="args">The database, the silo's name, its port and the gateway's.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        using NpgsqlDataSource source = PostgresDatabase.Open(args[0]);
        using IHost host = Build(source, args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        await host.StartAsync();
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
        await host.WaitForShutdownAsync();
        return 0;
    }

    public static IHost Build(NpgsqlDataSource source, string name, int port, int gateway, AgentSiloOptions? options = null, LogLevel level = LogLevel.Warning)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(level).AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("K2Sharp", LogLevel.Information);
        var journal = new AgentJournal(new PostgresJournalStore(source, new PostgresStoreOptions { Owner = name, LeaseTime = LeaseTime }));
        IAgentTool[] tools = [new Ledger(source, name), new ScriptedTool("look", invocation => $"{invocation.Text("key")} looks fine"), new ScriptedTool("hold", (_, cancellation) => HoldAsync(source, cancellation))];
        builder.UseOrleans(silo => silo
            .UsePostgresClustering(source)
            .ConfigureEndpoints(IPAddress.Loopback, port, gateway)
            .Configure<SiloOptions>(silo => silo.SiloName = name)
            .AddAgents(journal, new ScriptedHost(tools), options ?? new AgentSiloOptions { MaxRuns = 12, ToolSlots = 3, SweepEvery = TimeSpan.FromMilliseconds(500) }));
        return builder.Build();
    }

    /// <summary>Waits until the table says that it may go on.</summary>
    private static async Task<ToolOutput> HoldAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        using NpgsqlCommand entered = source.CreateCommand("INSERT INTO holding DEFAULT VALUES");
        await entered.ExecuteNonQueryAsync(cancellation);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            using NpgsqlCommand let = source.CreateCommand("SELECT count(*) FROM letting_go");
            if (await let.ExecuteScalarAsync(cancellation) is > 0L)
            {
                break;
            }
        }

        return new ToolOutput("held");
    }
}
