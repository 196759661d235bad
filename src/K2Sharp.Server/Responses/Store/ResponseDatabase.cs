using System.Text.Json;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Storage;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Server.Responses.Store;

/// <summary>The file of kept responses: a row for each, and one for every item of its request and its answer.</summary>
internal sealed class ResponseDatabase : IDisposable
{
    private const string Schema = """
        CREATE TABLE responses (id TEXT PRIMARY KEY, key_id TEXT NOT NULL, previous_id TEXT, created INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE INDEX responses_by_age ON responses (created);
        CREATE INDEX responses_by_previous ON responses (previous_id);
        CREATE TABLE items (
            response_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, is_output INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (response_id, position)
        ) STRICT;
        CREATE INDEX items_by_id ON items (id);
        """;

    private readonly StateDatabase _database;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public ResponseDatabase(string path) => _database = new StateDatabase(path, Schema, version: 1);

    /// <summary>Keeps a response.</summary>
    /// <exception cref="SqliteException">It could not be written.</exception>
    public void Add(StoredResponse response)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = "INSERT INTO responses (id, key_id, previous_id, created, body) VALUES ($id, $key, $previous, $created, $body)";
            command.Parameters.AddWithValue("$id", response.Id);
            command.Parameters.AddWithValue("$key", response.KeyId);
            command.Parameters.AddWithValue("$previous", (object?)response.PreviousId ?? DBNull.Value);
            command.Parameters.AddWithValue("$created", response.Created.ToUnixTimeMilliseconds());
            command.Parameters.AddWithValue("$body", response.Body.GetRawText());
            command.ExecuteNonQuery();
        }

        int position = 0;
        foreach (InputItem item in response.Input)
        {
            AddItem(connection, response.Id, position++, item, isOutput: false);
        }

        foreach (InputItem item in response.Output)
        {
            AddItem(connection, response.Id, position++, item, isOutput: true);
        }

        transaction.Commit();
    }

    /// <summary>A key's response as it was sent; null where the key has none of this id.</summary>
    public string? Find(string keyId, string id)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM responses WHERE id = $id AND key_id = $key";
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$key", keyId);
        return (string?)command.ExecuteScalar();
    }

    /// <summary>An item of one of a key's responses.</summary>
    public InputItem? FindItem(string keyId, string itemId)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT items.id, items.body FROM items JOIN responses ON responses.id = items.response_id
            WHERE items.id = $id AND responses.key_id = $key ORDER BY responses.created LIMIT 1
            """;
        command.Parameters.AddWithValue("$id", itemId);
        command.Parameters.AddWithValue("$key", keyId);
        return Items(command).FirstOrDefault();
    }

    /// <summary>The items of one response's request, in their order.</summary>
    public IReadOnlyList<InputItem> Input(string id)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, body FROM items WHERE response_id = $id AND is_output = 0 ORDER BY position";
        command.Parameters.AddWithValue("$id", id);
        return Items(command);
    }

    /// <summary>All items of a response and of those before it, oldest first.</summary>
    /// <returns>Null where the key has no response of this id, or one before it is gone.</returns>
    public IReadOnlyList<InputItem>? Chain(string keyId, string id)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        List<string> chain = [];
        for (string? next = id; next is not null;)
        {
            using SqliteCommand link = connection.CreateCommand();
            link.CommandText = "SELECT previous_id FROM responses WHERE id = $id AND key_id = $key";
            link.Parameters.AddWithValue("$id", next);
            link.Parameters.AddWithValue("$key", keyId);
            if (link.ExecuteScalar() is not { } previous)
            {
                return null;
            }

            chain.Add(next);
            next = previous as string;
        }

        List<InputItem> items = [];
        for (int i = chain.Count - 1; i >= 0; i--)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT id, body FROM items WHERE response_id = $id ORDER BY position";
            command.Parameters.AddWithValue("$id", chain[i]);
            items.AddRange(Items(command));
        }

        return items;
    }

    /// <summary>Removes a key's response.</summary>
    /// <returns>False where it has none of this id.</returns>
    public bool Remove(string keyId, string id)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM responses WHERE id = $id AND key_id = $key";
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$key", keyId);
        bool isRemoved = command.ExecuteNonQuery() > 0;
        if (isRemoved)
        {
            using SqliteCommand items = connection.CreateCommand();
            items.CommandText = "DELETE FROM items WHERE response_id = $id";
            items.Parameters.AddWithValue("$id", id);
            items.ExecuteNonQuery();
        }

        transaction.Commit();
        return isRemoved;
    }

    /// <summary>Removes responses that were made before then and that no later one goes on from.</summary>
    /// <returns>How many.</returns>
    public int Sweep(DateTimeOffset before)
    {
        using SqliteConnection connection = _database.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            WITH RECURSIVE needed (id) AS (
                SELECT id FROM responses WHERE created >= $before
                UNION
                SELECT responses.previous_id FROM responses JOIN needed ON responses.id = needed.id WHERE responses.previous_id IS NOT NULL
            )
            DELETE FROM responses WHERE created < $before AND id NOT IN (SELECT id FROM needed)
            """;
        command.Parameters.AddWithValue("$before", before.ToUnixTimeMilliseconds());
        int count = command.ExecuteNonQuery();
        if (count > 0)
        {
            StateDatabase.Execute(connection, "DELETE FROM items WHERE response_id NOT IN (SELECT id FROM responses)");
        }

        transaction.Commit();
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Close();

    private static void AddItem(SqliteConnection connection, string responseId, int position, InputItem item, bool isOutput)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO items (response_id, position, id, is_output, body) VALUES ($response, $position, $id, $output, $body)";
        command.Parameters.AddWithValue("$response", responseId);
        command.Parameters.AddWithValue("$position", position);
        command.Parameters.AddWithValue("$id", item.Id);
        command.Parameters.AddWithValue("$output", isOutput ? 1 : 0);
        command.Parameters.AddWithValue("$body", item.Json.GetRawText());
        command.ExecuteNonQuery();
    }

    private static List<InputItem> Items(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        List<InputItem> items = [];
        while (reader.Read())
        {
            items.Add(new InputItem(reader.GetString(0), ResponsesJson.Parse(reader.GetString(1))));
        }

        return items;
    }
}
