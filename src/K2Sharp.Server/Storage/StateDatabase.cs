using Microsoft.Data.Sqlite;

namespace K2Sharp.Server.Storage;

/// <summary>
/// One SQLite file. It keeps a write-ahead log, so that readers never wait for the writer, and syncs every commit, so that what was committed
/// outlives the process and the machine.
/// </summary>
internal sealed class StateDatabase
{
    private readonly string _path;
    private readonly string _connection;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">Statements that make an empty file's tables.</param>
    /// <param name="version">The schema's version, kept in the file.</param>
    /// <exception cref="IOException">The file is damaged, of a later version, or cannot be opened.</exception>
    public StateDatabase(string path, string schema, int version)
    {
        _path = path;
        _connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 10 }.ToString();
        try
        {
            Prepare(schema, version);
        }
        catch (SqliteException exception)
        {
            throw new IOException($"{path} cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>A connection from the pool, for one thread at a time.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        Execute(connection, "PRAGMA synchronous = FULL");
        return connection;
    }

    /// <summary>Closes the pool's connections; the last one folds the log into the file.</summary>
    public void Close()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Runs statements that return nothing.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private void Prepare(string schema, int version)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(_path))
        {
            // SQLite gives its log the mode of its file.
            using var file = new FileStream(_path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        using SqliteConnection connection = Open();
        Execute(connection, "PRAGMA journal_mode = WAL");

        // Immediate: of two programs that find an empty file, one waits and then finds it made.
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        long found = UserVersion(connection, transaction);
        if (found > version)
        {
            throw new IOException($"{_path} was written by a later version of k2 (schema {found}, known is {version}): update k2");
        }

        if (found == 0)
        {
            Execute(connection, schema);
            Execute(connection, $"PRAGMA user_version = {version}");
        }

        transaction.Commit();
    }

    private static long UserVersion(SqliteConnection connection, SqliteTransaction transaction)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }
}
