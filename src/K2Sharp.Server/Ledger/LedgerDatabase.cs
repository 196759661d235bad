using System.Globalization;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Storage;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Server.Ledger;

/// <summary>The ledger's file: a row for every request, and for every key the sum of its rows, changed in the same transaction.</summary>
internal sealed class LedgerDatabase : IDisposable
{
    private const string Schema = """
        CREATE TABLE requests (
            id TEXT PRIMARY KEY, key_id TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL,
            started INTEGER NOT NULL, finished INTEGER NOT NULL, status TEXT NOT NULL,
            prompt_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL,
            cost TEXT NOT NULL
        ) STRICT;
        CREATE INDEX requests_by_key ON requests (key_id, finished);
        CREATE TABLE accounts (key_id TEXT PRIMARY KEY, requests INTEGER NOT NULL, tokens INTEGER NOT NULL, spent TEXT NOT NULL) STRICT;
        """;

    private const string Columns =
        "id, key_id, endpoint, model, started, finished, status, prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens, cost";

    private static readonly Dictionary<RequestStatus, string> s_statuses = Enum.GetValues<RequestStatus>()
        .ToDictionary(status => status, status => status.ToString().ToLowerInvariant());

    private readonly StateDatabase _database;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public LedgerDatabase(string path) => _database = new StateDatabase(path, Schema, version: 1);

    /// <summary>Books requests, all of them or none. Called by one thread at a time.</summary>
    /// <returns>For each whether it is new; an id that was booked before changes nothing.</returns>
    /// <exception cref="SqliteException">They could not be written.</exception>
    public bool[] Append(IReadOnlyList<LedgerEntry> entries)
    {
        bool[] isNew = new bool[entries.Count];
        using SqliteConnection connection = _database.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        for (int i = 0; i < isNew.Length; i++)
        {
            isNew[i] = Insert(connection, entries[i]);
            if (isNew[i])
            {
                Charge(connection, entries[i]);
            }
        }

        transaction.Commit();
        return isNew;
    }

    /// <summary>What a key has used.</summary>
    public LedgerAccount Account(string keyId)
    {
        using SqliteConnection connection = _database.Open();
        return ReadAccount(connection, keyId);
    }

    /// <summary>The accounts of all keys that ever used something.</summary>
    public IReadOnlyDictionary<string, LedgerAccount> Accounts()
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT requests, tokens, spent, key_id FROM accounts";
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<string, LedgerAccount> accounts = new(StringComparer.Ordinal);
        while (reader.Read())
        {
            accounts.Add(reader.GetString(3), AccountOf(reader));
        }

        return accounts;
    }

    /// <summary>Tokens of a key's requests that ended since then, with the times of their ends.</summary>
    public IReadOnlyList<(DateTimeOffset Finished, long Tokens)> TokensSince(string keyId, DateTimeOffset since)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();

        // What got no token counted for nothing then, and does not now.
        command.CommandText = """
            SELECT finished, prompt_tokens + completion_tokens FROM requests
            WHERE key_id = $key AND finished >= $since AND (status = 'completed' OR completion_tokens > 0)
            """;
        command.Parameters.AddWithValue("$key", keyId);
        command.Parameters.AddWithValue("$since", since.ToUnixTimeMilliseconds());
        using SqliteDataReader reader = command.ExecuteReader();
        List<(DateTimeOffset, long)> found = [];
        while (reader.Read())
        {
            found.Add((DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), reader.GetInt64(1)));
        }

        return found;
    }

    /// <summary>All rows in the order in which they were booked.</summary>
    public IReadOnlyList<LedgerEntry> Entries()
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM requests ORDER BY rowid";
        using SqliteDataReader reader = command.ExecuteReader();
        List<LedgerEntry> entries = [];
        while (reader.Read())
        {
            entries.Add(new LedgerEntry(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
                Enum.Parse<RequestStatus>(reader.GetString(6), ignoreCase: true),
                reader.GetInt32(7),
                reader.GetInt32(8),
                reader.GetInt32(9),
                reader.GetInt32(10),
                decimal.Parse(reader.GetString(11), CultureInfo.InvariantCulture)));
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Close();

    private static LedgerAccount ReadAccount(SqliteConnection connection, string keyId)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT requests, tokens, spent FROM accounts WHERE key_id = $key";
        command.Parameters.AddWithValue("$key", keyId);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? AccountOf(reader) : new LedgerAccount(0, 0, 0);
    }

    private static LedgerAccount AccountOf(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), decimal.Parse(row.GetString(2), CultureInfo.InvariantCulture));

    private static bool Insert(SqliteConnection connection, LedgerEntry entry)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO requests ({Columns})
            VALUES ($id, $key, $endpoint, $model, $started, $finished, $status, $prompt, $cached, $completion, $reasoning, $cost)
            ON CONFLICT (id) DO NOTHING
            """;
        command.Parameters.AddWithValue("$id", entry.Id);
        command.Parameters.AddWithValue("$key", entry.KeyId);
        command.Parameters.AddWithValue("$endpoint", entry.Endpoint);
        command.Parameters.AddWithValue("$model", entry.Model);
        command.Parameters.AddWithValue("$started", entry.Started.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$finished", entry.Finished.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$status", s_statuses[entry.Status]);
        command.Parameters.AddWithValue("$prompt", entry.PromptTokens);
        command.Parameters.AddWithValue("$cached", entry.CachedTokens);
        command.Parameters.AddWithValue("$completion", entry.CompletionTokens);
        command.Parameters.AddWithValue("$reasoning", entry.ReasoningTokens);
        command.Parameters.AddWithValue("$cost", entry.Cost.ToString(CultureInfo.InvariantCulture));
        return command.ExecuteNonQuery() == 1;
    }

    /// <summary>The running sum is kept as decimal text, which SQLite cannot add: it is read and written within the transaction.</summary>
    private static void Charge(SqliteConnection connection, LedgerEntry entry)
    {
        LedgerAccount account = ReadAccount(connection, entry.KeyId);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO accounts (key_id, requests, tokens, spent) VALUES ($key, $requests, $tokens, $spent)";
        command.Parameters.AddWithValue("$key", entry.KeyId);
        command.Parameters.AddWithValue("$requests", account.Requests + 1);
        command.Parameters.AddWithValue("$tokens", account.Tokens + entry.PromptTokens + entry.CompletionTokens);
        command.Parameters.AddWithValue("$spent", (account.Spent + entry.Cost).ToString(CultureInfo.InvariantCulture));
        command.ExecuteNonQuery();
    }
}
