using System.Globalization;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Load;

/// <summary>Reads the ledger beside the running server: every answer that a client saw must be in it, once, as the client was told.</summary>
internal static class LedgerCheck
{
    /// <summary>The ledger in a server's state folder.</summary>
    public const string FileName = "ledger.db";

    /// <summary>Checks the completed requests.</summary>
    /// <returns>How many were found booked once and right.</returns>
    public static int Run(string state, IEnumerable<CompletedRequest> completed, Action<string> problem)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(state, FileName)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        int right = 0;
        foreach (CompletedRequest request in completed)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT count(*), min(prompt_tokens), min(completion_tokens), min(status) FROM requests WHERE id = $id";
            command.Parameters.AddWithValue("$id", request.Id);
            using SqliteDataReader row = command.ExecuteReader();
            row.Read();
            if (row.GetInt64(0) != 1)
            {
                problem($"{request.Id} was answered and is booked {row.GetInt64(0)} times");
            }
            else if (row.GetInt64(1) != request.PromptTokens || row.GetInt64(2) != request.CompletionTokens || row.GetString(3) != "completed")
            {
                problem($"{request.Id} is booked as {row.GetString(3)} with {row.GetInt64(1)} and {row.GetInt64(2)} tokens, its client was told {request.PromptTokens} and {request.CompletionTokens}");
            }
            else
            {
                right++;
            }
        }

        CheckSums(connection, problem);
        return right;
    }

    private static void CheckSums(SqliteConnection connection, Action<string> problem)
    {
        Dictionary<string, decimal> sums = new(StringComparer.Ordinal);
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT key_id, cost FROM requests";
            using SqliteDataReader row = command.ExecuteReader();
            while (row.Read())
            {
                sums[row.GetString(0)] = sums.GetValueOrDefault(row.GetString(0)) + Money(row.GetString(1));
            }
        }

        using SqliteCommand accounts = connection.CreateCommand();
        accounts.CommandText = "SELECT key_id, spent FROM accounts";
        using SqliteDataReader account = accounts.ExecuteReader();
        while (account.Read())
        {
            if (sums.GetValueOrDefault(account.GetString(0)) != Money(account.GetString(1)))
            {
                problem($"the account of {account.GetString(0)} says {account.GetString(1)}, its rows {sums.GetValueOrDefault(account.GetString(0))}");
            }
        }
    }

    private static decimal Money(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
