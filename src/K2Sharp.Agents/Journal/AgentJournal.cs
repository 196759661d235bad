using System.Globalization;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Agents.Journal;

/// <summary>
/// Runs in one SQLite file. Entries are only ever appended (triggers refuse anything else), and each is on the disk before
/// <see cref="JournalWriter.Append"/> returns. A run has one writer at a time, in whatever process.
/// </summary>
public sealed class AgentJournal : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS runs (
            id TEXT PRIMARY KEY, created TEXT NOT NULL, parent TEXT, parent_number INTEGER, label TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS entries (
            run TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, elapsed_ms INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (run, number)) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
        CREATE TRIGGER IF NOT EXISTS entries_follow BEFORE INSERT ON entries
            WHEN NEW.number <> (SELECT coalesce(max(e.number), (SELECT coalesce(parent_number, 0) FROM runs WHERE id = NEW.run)) + 1 FROM entries e WHERE e.run = NEW.run)
            BEGIN SELECT RAISE(ABORT, 'entries have no gaps'); END;
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly string _locks;
    private readonly TimeProvider _clock;

    private AgentJournal(SqliteConnection connection, string locks, TimeProvider clock)
    {
        _connection = connection;
        _locks = locks;
        _clock = clock;
    }

    /// <summary>Opens a journal, and makes the file where there is none.</summary>
    /// <param name="path">The file; a folder beside it with the suffix <c>.locks</c> says which runs are being written.</param>
    /// <param name="clock">The time of entries.</param>
    /// <exception cref="JournalException">The file cannot be used.</exception>
    public static AgentJournal Open(string path, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        CreateFolder(Path.GetDirectoryName(full)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = full, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
        try
        {
            connection.Open();

            // FULL: an entry that was acted on must be there after a power failure, too.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            long version = (long)Scalar(connection, "PRAGMA user_version")!;
            if (version > Version)
            {
                throw new JournalException($"{full} was written by a newer k2 (version {version} of the journal): use that one");
            }

            Execute(connection, $"{Schema} PRAGMA user_version = {Version};");
            return new AgentJournal(connection, full + ".locks", clock ?? TimeProvider.System);
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

    /// <summary>Begins a run and becomes its writer.</summary>
    /// <param name="start">Its first entry.</param>
    /// <param name="label">What it is part of, for lists; null for nothing.</param>
    public JournalWriter Create(RunStarted start, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        string id = NewRun(null, null, label);
        JournalWriter writer = Write(id);
        writer.Append(start);
        return writer;
    }

    /// <summary>Becomes the writer of a run.</summary>
    /// <exception cref="JournalException">There is no such run, or another process is at it.</exception>
    public JournalWriter Write(string run)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        Require(run);
        Directory.CreateDirectory(_locks);
        FileStream handle;
        try
        {
            // The kernel lets go of it when the process dies, however it dies.
            handle = new FileStream(Path.Combine(_locks, run), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new JournalException($"run {run} is being run by another process: wait for it, or fork the run", exception);
        }

        return new JournalWriter(this, run, handle, _clock);
    }

    /// <summary>A run's entries in order, those it took over from the run it was forked from included.</summary>
    /// <exception cref="JournalException">There is no such run.</exception>
    public IReadOnlyList<JournalRecord> Read(string run)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        (string? parent, long number) = Require(run);
        List<JournalRecord> records = parent is null ? [] : [.. Read(parent).TakeWhile(record => record.Number <= number)];
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

    /// <summary>A new run that begins as another one did, up to and with the entry <paramref name="number"/>.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="JournalException">There is no such run or entry.</exception>
    public string Fork(string run, long number)
    {
        IReadOnlyList<JournalRecord> records = Read(run);
        if (number < 1 || number > records.Count)
        {
            throw new JournalException($"run {run} has the entries 1 to {records.Count}, not {number}");
        }

        return NewRun(run, number, null);
    }

    /// <summary>All runs, the latest first.</summary>
    public IReadOnlyList<RunSummary> List()
    {
        List<(string Id, DateTimeOffset Created, string? Parent)> runs = [];
        lock (_gate)
        {
            using SqliteCommand command = Command("SELECT id, created, parent FROM runs ORDER BY created DESC, id");
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                runs.Add((reader.GetString(0), DateTimeOffset.Parse(reader.GetString(1), CultureInfo.InvariantCulture), reader.IsDBNull(2) ? null : reader.GetString(2)));
            }
        }

        return [.. runs.Select(run => Summarize(run.Id, run.Created, run.Parent))];
    }

    /// <inheritdoc/>
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

    internal long LastNumber(string run)
    {
        (_, long number) = Require(run);
        lock (_gate)
        {
            using SqliteCommand command = Command("SELECT max(number) FROM entries WHERE run = $run", ("$run", run));
            return command.ExecuteScalar() is long last ? last : number;
        }
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

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private RunSummary Summarize(string id, DateTimeOffset created, string? parent)
    {
        IReadOnlyList<JournalRecord> records = Read(id);
        TurnTaken[] turns = [.. records.Select(record => record.Entry).OfType<TurnTaken>()];
        RunEnded? end = records is [.., { Entry: RunEnded last }] ? last : null;
        string task = records.Select(record => record.Entry).OfType<RunStarted>().FirstOrDefault()?.Task ?? string.Empty;
        return new RunSummary(id, created, parent, end?.Status ?? AgentStatus.Open, turns.Length, turns.Sum(turn => turn.Calls.Count), task, end?.Reason ?? string.Empty);
    }

    private string NewRun(string? parent, long? number, string? label)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        string id = Guid.CreateVersion7(now).ToString("N")[..12] + Guid.NewGuid().ToString("N")[..6];
        lock (_gate)
        {
            using SqliteCommand command = Command(
                "INSERT INTO runs (id, created, parent, parent_number, label) VALUES ($id, $created, $parent, $number, $label)",
                ("$id", id),
                ("$created", now.ToString("O", CultureInfo.InvariantCulture)),
                ("$parent", parent),
                ("$number", number),
                ("$label", label));
            command.ExecuteNonQuery();
        }

        return id;
    }

    private (string? Parent, long Number) Require(string run)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command("SELECT parent, parent_number FROM runs WHERE id = $run", ("$run", run));
            using SqliteDataReader reader = command.ExecuteReader();
            return !reader.Read()
                ? throw new JournalException($"there is no run {run} in the journal (\"k2 agent list\" shows them)")
                : reader.IsDBNull(0) ? (null, 0) : (reader.GetString(0), reader.GetInt64(1));
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
