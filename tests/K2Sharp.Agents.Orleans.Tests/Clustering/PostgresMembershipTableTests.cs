using System.Net;
using K2Sharp.Agents.Orleans.Clustering;
using K2Sharp.Agents.Orleans.Journal;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace K2Sharp.Agents.Orleans.Tests.Clustering;

public sealed class PostgresMembershipTableTests : IDisposable
{
    private static readonly DateTime s_time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly NpgsqlDataSource _source;

    public PostgresMembershipTableTests(PostgresServer server) => _source = PostgresDatabase.Open(server.CreateDatabase());

    public void Dispose() => _source.Dispose();

    [Fact]
    public async Task A_silo_comes_back_as_it_was()
    {
        PostgresMembershipTable table = await OpenAsync("a");
        MembershipEntry entry = Entry(1);
        entry.AddSuspector(Address(7), s_time.AddSeconds(1));
        entry.AddSuspector(Address(8), s_time.AddSeconds(2));
        Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));

        MembershipTableData data = await table.ReadRow(entry.SiloAddress);
        MembershipEntry read = Assert.Single(data.Members).Item1;
        Assert.Equal((entry.SiloAddress, entry.Status, "host", "name", 30001), (read.SiloAddress, read.Status, read.HostName, read.SiloName, read.ProxyPort));
        Assert.Equal((s_time, s_time.AddMinutes(1)), (read.StartTime, read.IAmAliveTime));
        Assert.Equal(entry.SuspectTimes, read.SuspectTimes);
        Assert.Equal(1, data.Version.Version);
        Assert.Empty((await table.ReadRow(Address(99))).Members);
        Assert.Equal(1, (await table.ReadRow(Address(99))).Version.Version);
        Assert.Empty((await (await OpenAsync("b")).ReadAll()).Members);
    }

    [Fact]
    public async Task Whoever_decided_on_an_old_version_has_to_look_again()
    {
        PostgresMembershipTable table = await OpenAsync("a");
        TableVersion first = (await table.ReadAll()).Version;
        Assert.True(await table.InsertRow(Entry(1), first.Next()));
        Assert.False(await table.InsertRow(Entry(2), first.Next()));
        MembershipTableData now = await table.ReadAll();
        Assert.False(await table.InsertRow(Entry(1), now.Version.Next()));

        (MembershipEntry entry, string etag) = Assert.Single(now.Members);
        entry.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRow(entry, etag, first.Next()));
        Assert.False(await table.UpdateRow(entry, "77", now.Version.Next()));
        Assert.True(await table.UpdateRow(entry, etag, now.Version.Next()));
        MembershipTableData then = await table.ReadAll();
        Assert.Equal((SiloStatus.Dead, now.Version.Version + 1), (Assert.Single(then.Members).Item1.Status, then.Version.Version));
    }

    [Fact]
    public async Task A_sign_of_life_changes_no_version_and_what_is_dead_for_long_is_removed()
    {
        PostgresMembershipTable table = await OpenAsync("a");
        Assert.True(await table.InsertRow(Entry(1, SiloStatus.Dead), (await table.ReadAll()).Version.Next()));
        Assert.True(await table.InsertRow(Entry(2), (await table.ReadAll()).Version.Next()));
        MembershipEntry alive = Entry(2);
        alive.IAmAliveTime = s_time.AddHours(1);
        await table.UpdateIAmAlive(alive);
        MembershipTableData data = await table.ReadAll();
        Assert.Equal(2, data.Version.Version);
        Assert.Equal(s_time.AddHours(1), data.TryGet(Address(2))!.Item1.IAmAliveTime);

        await table.CleanupDefunctSiloEntries(new DateTimeOffset(s_time.AddDays(1)));
        Assert.Equal(Address(2), Assert.Single((await table.ReadAll()).Members).Item1.SiloAddress);
        await table.DeleteMembershipTableEntries("a");
        Assert.Empty((await table.ReadAll()).Members);
    }

    private async Task<PostgresMembershipTable> OpenAsync(string cluster)
    {
        var table = new PostgresMembershipTable(_source, Options.Create(new ClusterOptions { ClusterId = cluster }));
        await table.InitializeMembershipTable(true);
        return table;
    }

    private static SiloAddress Address(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 5);

    private static MembershipEntry Entry(int port, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = Address(port),
        Status = status,
        HostName = "host",
        SiloName = "name",
        ProxyPort = 30000 + port,
        StartTime = s_time,
        IAmAliveTime = s_time.AddMinutes(1),
        SuspectTimes = [],
    };
}
