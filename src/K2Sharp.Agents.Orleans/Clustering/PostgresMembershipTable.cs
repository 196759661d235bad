using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace K2Sharp.Agents.Orleans.Clustering;

/// <summary>
/// The silos of a cluster, in the journal's database. Every change names the version of the table that it was decided on, and raises it:
/// of two silos that decide at the same time, one has to look again.
/// </summary>
internal sealed class PostgresMembershipTable(NpgsqlDataSource source, IOptions<ClusterOptions> cluster) : IMembershipTable
{
    private const string Columns = "s.address, s.status, s.host, s.name, s.role, s.proxy_port, s.started, s.alive, s.suspects, s.etag";

    private readonly string _cluster = cluster.Value.ClusterId;

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        if (tryInitTableVersion)
        {
            await ExecuteAsync("INSERT INTO k2_clusters (cluster, version) VALUES ($1, 0) ON CONFLICT DO NOTHING", _cluster).ConfigureAwait(false);
        }
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        await ExecuteAsync("DELETE FROM k2_silos WHERE cluster = $1", clusterId).ConfigureAwait(false);
        await ExecuteAsync("DELETE FROM k2_clusters WHERE cluster = $1", clusterId).ConfigureAwait(false);
    }

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => ExecuteAsync(
        "DELETE FROM k2_silos WHERE cluster = $1 AND alive < $2 AND status <> $3", _cluster, beforeDate.ToUniversalTime(), (int)SiloStatus.Active);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync("AND s.address = $2", _cluster, key.ToParsableString());

    public Task<MembershipTableData> ReadAll() => ReadAsync(string.Empty, _cluster);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => ChangeAsync(
        tableVersion,
        """
        INSERT INTO k2_silos (cluster, address, status, host, name, role, proxy_port, started, alive, suspects, etag)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """,
        Values(entry, tableVersion));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => ChangeAsync(
        tableVersion,
        """
        UPDATE k2_silos SET status = $3, host = $4, name = $5, role = $6, proxy_port = $7, started = $8, alive = $9, suspects = $10, etag = $11
        WHERE cluster = $1 AND address = $2 AND etag = $12
        """,
        [.. Values(entry, tableVersion), int.Parse(etag, CultureInfo.InvariantCulture)]);

    public Task UpdateIAmAlive(MembershipEntry entry) => ExecuteAsync(
        "UPDATE k2_silos SET alive = $3 WHERE cluster = $1 AND address = $2", _cluster, entry.SiloAddress.ToParsableString(), Utc(entry.IAmAliveTime));

    private object?[] Values(MembershipEntry entry, TableVersion version) =>
    [
        _cluster, entry.SiloAddress.ToParsableString(), (int)entry.Status, entry.HostName ?? Dns.GetHostName(), entry.SiloName ?? string.Empty, entry.RoleName,
        entry.ProxyPort, Utc(entry.StartTime), Utc(entry.IAmAliveTime), Suspects(entry), version.Version,
    ];

    private static string Suspects(MembershipEntry entry) => string.Join(
        '|', (entry.SuspectTimes ?? []).Select(suspect => $"{suspect.Item1.ToParsableString()},{Utc(suspect.Item2).ToString("O", CultureInfo.InvariantCulture)}"));

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private static MembershipEntry Entry(NpgsqlDataReader row)
    {
        var entry = new MembershipEntry
        {
            SiloAddress = SiloAddress.FromParsableString(row.GetString(1)),
            Status = (SiloStatus)row.GetInt32(2),
            HostName = row.GetString(3),
            SiloName = row.GetString(4),
            RoleName = row.IsDBNull(5) ? null : row.GetString(5),
            ProxyPort = row.GetInt32(6),
            StartTime = row.GetDateTime(7),
            IAmAliveTime = row.GetDateTime(8),
        };
        foreach (string suspect in row.GetString(9).Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = suspect.Split(',');
            entry.AddSuspector(SiloAddress.FromParsableString(parts[0]), DateTime.Parse(parts[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
        }

        return entry;
    }

    /// <summary>One statement reads version and rows, so they belong together.</summary>
    private async Task<MembershipTableData> ReadAsync(string filter, params object?[] values)
    {
        using NpgsqlCommand command = Command(source.CreateCommand(
            $"SELECT c.version, {Columns} FROM k2_clusters c LEFT JOIN k2_silos s ON s.cluster = c.cluster {filter} WHERE c.cluster = $1"), values);
        List<Tuple<MembershipEntry, string>> members = [];
        int version = 0;
        using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            version = reader.GetInt32(0);
            if (!await reader.IsDBNullAsync(1).ConfigureAwait(false))
            {
                members.Add(Tuple.Create(Entry(reader), reader.GetInt32(10).ToString(CultureInfo.InvariantCulture)));
            }
        }

        return new MembershipTableData(members, new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task<bool> ChangeAsync(TableVersion version, string sql, object?[] values)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                object?[] raise = [_cluster, version.Version, int.Parse(version.VersionEtag, CultureInfo.InvariantCulture)];
                using NpgsqlCommand first = Command(new NpgsqlCommand("UPDATE k2_clusters SET version = $2 WHERE cluster = $1 AND version = $3", connection, transaction), raise);
#pragma warning disable CA2100 // Constants of this class.
                using NpgsqlCommand second = Command(new NpgsqlCommand(sql, connection, transaction), values);
#pragma warning restore CA2100
                if (await first.ExecuteNonQueryAsync().ConfigureAwait(false) != 1 || await second.ExecuteNonQueryAsync().ConfigureAwait(false) != 1)
                {
                    return false;
                }

                await transaction.CommitAsync().ConfigureAwait(false);
                return true;
            }
        }
    }

    private async Task ExecuteAsync(string sql, params object?[] values)
    {
        using NpgsqlCommand command = Command(source.CreateCommand(sql), values);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlCommand command, object?[] values)
    {
        foreach (object? value in values)
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
