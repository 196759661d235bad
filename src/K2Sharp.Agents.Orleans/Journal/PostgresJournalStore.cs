using K2Sharp.Agents.Journal;
using Npgsql;

namespace K2Sharp.Agents.Orleans.Journal;

/// <summary>
/// Runs in PostgreSQL, for processes on several machines. The right to write a run is a lease with an end, which its holder keeps moving;
/// whoever takes it after that end raises the run's epoch, and from then on the database refuses what the former holder writes.
/// </summary>
public sealed class PostgresJournalStore : IJournalStore
{
    private const string Columns = "id, created, parent, parent_number, label, request";
    private const int MostWaiting = 1000;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresStoreOptions _options;
    private readonly bool _isOwner;

    /// <summary>A store over a database that <see cref="PostgresDatabase.Open"/> has prepared.</summary>
    /// <param name="source">The database.</param>
    /// <param name="options">How leases are held.</param>
    /// <param name="isOwner">Whether the database is disposed with the store.</param>
    public PostgresJournalStore(NpgsqlDataSource source, PostgresStoreOptions? options = null, bool isOwner = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _options = options ?? new PostgresStoreOptions();
        _options.Validate();
        _isOwner = isOwner;
    }

    /// <inheritdoc/>
    public void Add(RunRow run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Execute(
            $"INSERT INTO k2_runs ({Columns}) VALUES ($1, $2, $3, $4, $5, $6)",
            run.Id, run.Created.ToUniversalTime(), run.Parent, run.ParentNumber, run.Label, run.Request is null ? null : JournalJson.Write(run.Request));
    }

    /// <inheritdoc/>
    public RunRow? Find(string run) => Query($"SELECT {Columns} FROM k2_runs WHERE id = $1", Row, run) is [var row] ? row : null;

    /// <inheritdoc/>
    public IReadOnlyList<RunRow> Runs() => Query($"SELECT {Columns} FROM k2_runs ORDER BY created DESC, id", Row);

    /// <inheritdoc/>
    public IReadOnlyList<JournalRecord> Read(string run) => Query(
        "SELECT number, at, elapsed_ms, body FROM k2_entries WHERE run = $1 ORDER BY number",
        reader => new JournalRecord(
            reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), TimeSpan.FromMilliseconds(reader.GetInt64(2)), JournalJson.Read(reader.GetString(3))),
        run);

    /// <inheritdoc/>
    public IRunLease Acquire(string run)
    {
        long begun = _options.Clock.GetTimestamp();
        List<long> epochs = Query(
            """
            UPDATE k2_runs SET epoch = epoch + 1, owner = $2, free_at = clock_timestamp() + $3
            WHERE id = $1 AND free_at <= clock_timestamp() RETURNING epoch
            """,
            reader => reader.GetInt64(0), run, _options.Owner, _options.LeaseTime);
        return epochs is [long epoch]
            ? new PostgresLease(this, run, epoch, begun, _options)
            : throw new JournalException($"run {run} is being run by another process: wait for it, or fork the run");
    }

    /// <inheritdoc/>
    public bool IsCurrent(string run, long epoch) => Query("SELECT epoch FROM k2_runs WHERE id = $1", reader => reader.GetInt64(0), run) is [long latest] && latest == epoch;

    /// <inheritdoc/>
    public IReadOnlyList<string> Waiting() => Query(
        $"SELECT id FROM k2_runs WHERE request IS NOT NULL AND NOT ended AND free_at <= clock_timestamp() ORDER BY created, id LIMIT {MostWaiting}",
        reader => reader.GetString(0));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            _source.Dispose();
        }
    }

    /// <summary>
    /// Writes an entry under an epoch. Check and write are one statement, and the update locks the run's row, so nobody takes the lease between
    /// the two: a taker waits until the entry is there to be read, or is first, and then nothing is written.
    /// </summary>
    internal void Append(string run, long epoch, JournalRecord record)
    {
        int written = Execute(
            """
            WITH held AS (UPDATE k2_runs SET ended = $7 WHERE id = $1 AND epoch = $2 RETURNING id)
            INSERT INTO k2_entries (run, number, epoch, at, elapsed_ms, body) SELECT id, $3, $2, $4, $5, $6 FROM held
            """,
            run, epoch, record.Number, record.At.ToUniversalTime(), (long)record.Elapsed.TotalMilliseconds, JournalJson.Write(record.Entry), record.Entry is RunEnded);
        if (written != 1)
        {
            throw new JournalException($"run {run} was taken over by somebody else while this process was away: nothing was written");
        }
    }

    /// <summary>Moves the end of a lease; a time that is not positive gives it back.</summary>
    /// <returns>False when the lease is another's.</returns>
    internal bool Renew(string run, long epoch, TimeSpan time) =>
        Execute("UPDATE k2_runs SET free_at = clock_timestamp() + $3 WHERE id = $1 AND epoch = $2", run, epoch, time) == 1;

    private static RunRow Row(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1))
    {
        Parent = reader.IsDBNull(2) ? null : reader.GetString(2),
        ParentNumber = reader.GetInt64(3),
        Label = reader.IsDBNull(4) ? null : reader.GetString(4),
        Request = reader.IsDBNull(5) ? null : JournalJson.ReadRequest(reader.GetString(5)),
    };

    private int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            using NpgsqlCommand command = Command(sql, values);
            return command.ExecuteNonQuery();
        }
        catch (NpgsqlException exception)
        {
            throw PostgresDatabase.Unusable(exception);
        }
    }

    private List<T> Query<T>(string sql, Func<NpgsqlDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        try
        {
            using NpgsqlCommand command = Command(sql, values);
            using NpgsqlDataReader reader = command.ExecuteReader();
            List<T> rows = [];
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (NpgsqlException exception)
        {
            throw PostgresDatabase.Unusable(exception);
        }
    }

    private NpgsqlCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        NpgsqlCommand command = _source.CreateCommand(sql);
        foreach (object? value in values)
        {
            // A null's type cannot be guessed; those that may be null are texts.
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
