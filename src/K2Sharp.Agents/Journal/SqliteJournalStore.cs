using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Agents.Journal;

/// <summary>Runs in one SQLite file. Triggers refuse whatever is not an append; a folder of locks beside the file says who writes which run.</summary>
internal sealed class SqliteJournalStore : IJournalStore
{
    /// <summary>2: runs can be asked of whoever serves the journal.</summary>
    private const int Version = 2;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS runs (
            id TEXT PRIMARY KEY, created TEXT NOT NULL, parent TEXT, parent_number INTEGER, label TEXT, request TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS entries (
            run TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, elapsed_ms INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (run, number)) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
        CREATE TRIGGER IF NOT EXISTS entries_follow BEFORE INSERT ON entries
            WHEN NEW.number <> (SELECT coalesce(max(e.number), (SELECT coalesce(parent_number, 0) FROM runs WHERE id = NEW.run)) + 1 FROM entries e WHERE e.run = NEW.run)
            BEGIN SELECT RAISE(ABORT, 'entries have no gaps'); END;
        """;

    private const string Columns = "id, created, parent, parent_number, label, request";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _postponed = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly string _locks;
    private readonly TimeProvider _clock;

    private SqliteJournalStore(SqliteConnection connection, string locks, TimeProvider clock)
    {
        _connection = connection;
        _locks = locks;
        _clock = clock;
    }

    /// <exception cref="JournalException">The file cannot be used.</exception>
    public static SqliteJournalStore Open(string path, TimeProvider clock)
    {
        string full = Path.GetFullPath(path);
        CreateFolder(Path.GetDirectoryName(full)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = full, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
        try
        {
            connection.Open();

            // FULL: an entry that was acted on must be there after a power failure, too.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Upgrade(connection, full);
            return new SqliteJournalStore(connection, full + ".locks", clock);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new JournalException($"{full} cannot be used as a journal: {exception.Message}", exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Add(RunRow run)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command(
                $"INSERT INTO runs ({Columns}) VALUES ($id, $created, $parent, $number, $label, $request)",
                ("$id", run.Id),
                ("$created", run.Created.ToString("O", CultureInfo.InvariantCulture)),
                ("$parent", run.Parent),
                ("$number", run.Parent is null ? null : run.ParentNumber),
                ("$label", run.Label),
                ("$request", run.Request is null ? null : JournalJson.Write(run.Request)));
            command.ExecuteNonQuery();
        }
    }

    public RunRow? Find(string run)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command($"SELECT {Columns} FROM runs WHERE id = $run", ("$run", run));
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? Row(reader) : null;
        }
    }

    public IReadOnlyList<RunRow> Runs()
    {
        List<RunRow> runs = [];
        lock (_gate)
        {
            using SqliteCommand command = Command($"SELECT {Columns} FROM runs ORDER BY created DESC, id");
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                runs.Add(Row(reader));
            }
        }

        return runs;
    }

    public IReadOnlyList<JournalRecord> Read(string run)
    {
        List<JournalRecord> records = [];
        lock (_gate)
        {
            using SqliteCommand command = Command("SELECT number, at, elapsed_ms, body FROM entries WHERE run = $run ORDER BY number", ("$run", run));
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                records.Add(new JournalRecord(
                    reader.GetInt64(0),
                    DateTimeOffset.Parse(reader.GetString(1), CultureInfo.InvariantCulture),
                    TimeSpan.FromMilliseconds(reader.GetInt64(2)),
                    JournalJson.Read(reader.GetString(3))));
            }
        }

        return records;
    }

    public IRunLease Acquire(string run)
    {
        Directory.CreateDirectory(_locks);
        try
        {
            return new FileLease(this, run, new FileStream(Path.Combine(_locks, run), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception)
        {
            throw new JournalException($"run {run} is being run by another process: wait for it, or fork the run", exception);
        }
    }

    /// <summary>Always: the kernel's lock goes with its process.</summary>
    public bool IsCurrent(string run, long epoch) => true;

    public IReadOnlyList<string> Waiting()
    {
        List<string> waiting = [];
        lock (_gate)
        {
            using SqliteCommand command = Command(
                """
                SELECT id FROM runs r WHERE request IS NOT NULL
                    AND coalesce((SELECT body FROM entries e WHERE e.run = r.id ORDER BY number DESC LIMIT 1), '') NOT LIKE $end
                ORDER BY created, id
                """,
                ("$end", JournalJson.EndPattern));
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                waiting.Add(reader.GetString(0));
            }
        }

        DateTimeOffset now = _clock.GetUtcNow();
        return [.. waiting.Where(run => !_postponed.TryGetValue(run, out DateTimeOffset until) || until <= now)];
    }

    public void Dispose() => _connection.Dispose();

    internal void Append(string run, JournalRecord record)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command(
                "INSERT INTO entries (run, number, at, elapsed_ms, body) VALUES ($run, $number, $at, $elapsed, $body)",
                ("$run", run),
                ("$number", record.Number),
                ("$at", record.At.ToString("O", CultureInfo.InvariantCulture)),
                ("$elapsed", (long)record.Elapsed.TotalMilliseconds),
                ("$body", JournalJson.Write(record.Entry)));
            command.ExecuteNonQuery();
        }
    }

    internal void Postpone(string run, TimeSpan delay) => _postponed[run] = _clock.GetUtcNow() + delay;

    private static void Upgrade(SqliteConnection connection, string file)
    {
        // One process at a time: two that open an old file at once must not both add the column.
        using SqliteTransaction transaction = connection.BeginTransaction();
        long version = (long)Scalar(connection, transaction, "PRAGMA user_version")!;
        if (version > Version)
        {
            throw new JournalException($"{file} was written by a newer k2 (version {version} of the journal): use that one");
        }

        Execute(connection, Schema, transaction);
        if (version == 1)
        {
            Execute(connection, "ALTER TABLE runs ADD COLUMN request TEXT", transaction);
        }

        Execute(connection, $"PRAGMA user_version = {Version}", transaction);
        transaction.Commit();
    }

    /// <summary>What agents read and write is nobody else's business.</summary>
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static RunRow Row(SqliteDataReader reader) => new(reader.GetString(0), DateTimeOffset.Parse(reader.GetString(1), CultureInfo.InvariantCulture))
    {
        Parent = reader.IsDBNull(2) ? null : reader.GetString(2),
        ParentNumber = reader.IsDBNull(3) ? 0 : reader.GetInt64(3),
        Label = reader.IsDBNull(4) ? null : reader.GetString(4),
        Request = reader.IsDBNull(5) ? null : JournalJson.ReadRequest(reader.GetString(5)),
    };

#pragma warning disable CA2100 // Constants of this class; values are parameters.
    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
#pragma warning restore CA2100
}
