using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using K2Sharp.Server.Storage;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Server.Keys;

/// <summary>
/// The keys, in SQLite. The server asks the file for every request, which takes microseconds beside an answer's seconds: a key that was revoked
/// by another process is refused from the next request on.
/// </summary>
internal sealed class KeyStore : IDisposable
{
    private const int UniqueConstraint = 2067;
    private const string Columns = "id, name, created, revoked, concurrency, rpm, tpm, tpd, credit";
    private const string Schema = """
        CREATE TABLE keys (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, lookup INTEGER NOT NULL, hash BLOB NOT NULL UNIQUE,
            created INTEGER NOT NULL, revoked INTEGER,
            concurrency INTEGER, rpm INTEGER, tpm INTEGER, tpd INTEGER, credit TEXT
        ) STRICT;
        CREATE INDEX keys_lookup ON keys (lookup);
        CREATE UNIQUE INDEX keys_name ON keys (name) WHERE revoked IS NULL;
        """;

    private readonly StateDatabase _database;
    private readonly TimeProvider _clock;

    /// <summary>Opens the store.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public KeyStore(string path, TimeProvider clock)
    {
        _database = new StateDatabase(path, Schema, version: 1);
        _clock = clock;
    }

    /// <summary>Makes a key.</summary>
    /// <returns>What is kept of it, and the secret, which cannot be had again.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or taken, or a limit is out of range.</exception>
    public (ApiKey Key, string Secret) Add(string name, KeyLimits limits)
    {
        CheckName(name);
        limits.Validate();
        string secret = ApiKeySecret.Generate();
        byte[] hash = ApiKeySecret.Hash(secret);
        var key = new ApiKey("key-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), name, Now(), null, limits);
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO keys (lookup, hash, {Columns}) VALUES ($lookup, $hash, $id, $name, $created, NULL, $concurrency, $rpm, $tpm, $tpd, $credit)";
        command.Parameters.AddWithValue("$lookup", Lookup(hash));
        command.Parameters.AddWithValue("$hash", hash);
        command.Parameters.AddWithValue("$id", key.Id);
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$created", key.Created.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$concurrency", OrNull(limits.Concurrency));
        command.Parameters.AddWithValue("$rpm", OrNull(limits.RequestsPerMinute));
        command.Parameters.AddWithValue("$tpm", OrNull(limits.TokensPerMinute));
        command.Parameters.AddWithValue("$tpd", OrNull(limits.TokensPerDay));
        command.Parameters.AddWithValue("$credit", OrNull(limits.Credit?.ToString(CultureInfo.InvariantCulture)));
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException exception) when (exception.SqliteExtendedErrorCode == UniqueConstraint)
        {
            throw new ArgumentException($"there is a key named \"{name}\" already: choose another name, or revoke that one first", nameof(name), exception);
        }

        return (key, secret);
    }

    /// <summary>All keys, the revoked ones too, oldest first.</summary>
    public IReadOnlyList<ApiKey> List()
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM keys ORDER BY created, id";
        using SqliteDataReader reader = command.ExecuteReader();
        List<ApiKey> keys = [];
        while (reader.Read())
        {
            keys.Add(Read(reader));
        }

        return keys;
    }

    /// <summary>Refuses a key from now on.</summary>
    /// <param name="idOrName">The key's id, or the name of one that is not revoked.</param>
    /// <returns>The key as it is now.</returns>
    /// <exception cref="ArgumentException">There is no such key, or it is revoked already.</exception>
    public ApiKey Revoke(string idOrName)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"UPDATE keys SET revoked = $now WHERE revoked IS NULL AND (id = $which OR name = $which) RETURNING {Columns}";
        command.Parameters.AddWithValue("$now", Now().ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$which", idOrName);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? Read(reader)
            : throw new ArgumentException($"no good key has the id or name \"{idOrName}\": \"k2 serve keys list\" shows them", nameof(idOrName));
    }

    /// <summary>The good key of a secret; null when there is none.</summary>
    public ApiKey? Find(string secret)
    {
        if (!ApiKeySecret.IsWellFormed(secret))
        {
            return null;
        }

        byte[] hash = ApiKeySecret.Hash(secret);
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();

        // The index leads to the rows that share 64 bits of the hash; which of them it is, is decided in constant time.
        command.CommandText = $"SELECT {Columns}, hash FROM keys WHERE lookup = $lookup AND revoked IS NULL";
        command.Parameters.AddWithValue("$lookup", Lookup(hash));
        using SqliteDataReader reader = command.ExecuteReader();
        ApiKey? found = null;
        while (reader.Read())
        {
            if (CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(reader.GetOrdinal("hash")), hash))
            {
                found = Read(reader);
            }
        }

        return found;
    }

    /// <summary>Whether a key was ever made. Revoking the last one must not open the door, so revoked ones count.</summary>
    public bool HasAny() => Exists("SELECT EXISTS (SELECT 1 FROM keys)");

    /// <summary>Whether there is a key that would be let in.</summary>
    public bool HasGood() => Exists("SELECT EXISTS (SELECT 1 FROM keys WHERE revoked IS NULL)");

    /// <inheritdoc/>
    public void Dispose() => _database.Close();

    private static void CheckName(string name)
    {
        if (name.Length is < 1 or > 64 || name.Any(char.IsControl) || name.Trim().Length != name.Length)
        {
            throw new ArgumentException("a key's name has 1 to 64 characters, without control characters and blanks at its ends", nameof(name));
        }

        if (name.StartsWith("key-", StringComparison.Ordinal) || name.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException("a key's name must look neither like an id (key-...) nor like a secret (sk-k2-...)", nameof(name));
        }
    }

    private static long Lookup(byte[] hash) => BinaryPrimitives.ReadInt64LittleEndian(hash);

    private static object OrNull(object? value) => value ?? DBNull.Value;

    private static ApiKey Read(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
        row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        new KeyLimits(
            row.IsDBNull(4) ? null : row.GetInt32(4),
            row.IsDBNull(5) ? null : row.GetInt32(5),
            row.IsDBNull(6) ? null : row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetInt64(7),
            row.IsDBNull(8) ? null : decimal.Parse(row.GetString(8), CultureInfo.InvariantCulture)));

    private bool Exists(string sql)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()! != 0;
    }

    private DateTimeOffset Now() => _clock.GetUtcNow();
}
