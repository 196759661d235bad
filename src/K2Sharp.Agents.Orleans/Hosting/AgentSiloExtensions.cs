using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Activities;
using K2Sharp.Agents.Orleans.Clustering;
using K2Sharp.Agents.Orleans.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace K2Sharp.Agents.Orleans.Hosting;

/// <summary>Agents on a silo.</summary>
public static class AgentSiloExtensions
{
    /// <summary>Makes the runs of a journal that were asked for with <see cref="AgentJournal.Submit"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="journal">The journal, the same for all silos of the cluster; it is not disposed with the silo.</param>
    /// <param name="host">What the runs get.</param>
    /// <param name="options">What the silo takes on.</param>
    public static ISiloBuilder AddAgents(this ISiloBuilder silo, AgentJournal journal, IRunHost host, AgentSiloOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(host);
        options ??= new AgentSiloOptions();
        options.Validate();
        silo.Services.AddSingleton(journal).AddSingleton(host).AddSingleton(options);
        silo.Services.AddSingleton<SiloCapacity>().AddSingleton<SessionRunner>().AddSingleton<ToolDispatcher>();
        silo.Services.AddHostedService<RunSweep>();
        return silo.AddPlacementDirector<NamedSiloPlacement, NamedSiloDirector>();
    }

    /// <summary>Silos find each other in PostgreSQL, and a dead one is noticed within seconds: runs wait for it.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="source">A database that <see cref="Journal.PostgresDatabase.Open"/> has prepared; it is not disposed with the silo.</param>
    /// <param name="cluster">The cluster's name: silos of another name in the same database are strangers.</param>
    public static ISiloBuilder UsePostgresClustering(this ISiloBuilder silo, NpgsqlDataSource source, string cluster = "k2")
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(source);
        silo.Services.AddSingleton(source).AddSingleton<IMembershipTable, PostgresMembershipTable>();
        silo.Services.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = cluster;
            options.ServiceId = cluster;
        });
        silo.Services.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(2);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
            options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
        return silo;
    }
}
