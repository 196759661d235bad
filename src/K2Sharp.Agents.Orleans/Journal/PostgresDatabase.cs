using K2Sharp.Agents.Journal;
using Npgsql;

namespace K2Sharp.Agents.Orleans.Journal;

/// <summary>A PostgreSQL database with our tables in it.</summary>
public static class PostgresDatabase
{
    /// <summary>One at a time makes or upgrades the tables: a number of ours among the database's advisory locks.</summary>
    private const long SchemaLock = 0x4B32_4A4F;

    /// <summary>Whether a text is a connection string of PostgreSQL, and not a file's name.</summary>
    public static bool IsConnectionString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("Host=", StringComparison.OrdinalIgnoreCase) || text.StartsWith("Server=", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Opens a database, and makes the tables where there are none.</summary>
    /// <param name="connectionString">As Npgsql reads it; a password may also come from PGPASSWORD or a password file.</param>
    /// <exception cref="JournalException">It cannot be reached or used.</exception>
    public static NpgsqlDataSource Open(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        NpgsqlDataSource? source = null;
        try
        {
            source = NpgsqlDataSource.Create(connectionString);
            Prepare(source);
            return source;
        }
        catch (Exception exception) when (exception is NpgsqlException or ArgumentException)
        {
            source?.Dispose();
            throw Unusable(exception);
        }
        catch
        {
            source?.Dispose();
            throw;
        }
    }

    /// <summary>An error of the database as one of the journal.</summary>
    internal static JournalException Unusable(Exception exception) =>
        new($"the journal's database cannot be used: {exception.Message.ReplaceLineEndings(" ")}", exception);

    private static void Prepare(NpgsqlDataSource source)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Execute($"SELECT pg_advisory_xact_lock({SchemaLock})");
        if (Scalar("SELECT to_regclass('k2_schema') IS NOT NULL") is true && Scalar("SELECT max(version) FROM k2_schema") is int version)
        {
            if (version > PostgresSchema.Version)
            {
                throw new JournalException($"the database was set up by a newer k2 (version {version} of the journal): use that one");
            }

            return;
        }

        Execute(PostgresSchema.Sql);
        Execute($"INSERT INTO k2_schema (version) VALUES ({PostgresSchema.Version})");
        transaction.Commit();

#pragma warning disable CA2100 // Constants of this assembly.
        void Execute(string sql)
        {
            using var command = new NpgsqlCommand(sql, connection, transaction);
            command.ExecuteNonQuery();
        }

        object? Scalar(string sql)
        {
            using var command = new NpgsqlCommand(sql, connection, transaction);
            return command.ExecuteScalar();
        }
#pragma warning restore CA2100
    }
}
