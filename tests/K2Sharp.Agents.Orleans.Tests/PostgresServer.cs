using System.Diagnostics;
using K2Sharp.Agents.Orleans.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace K2Sharp.Agents.Orleans.Tests;

/// <summary>A real PostgreSQL for the whole project, started by postgres.sh; every test gets a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "postgres.sh");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "k2-postgres-" + Guid.NewGuid().ToString("N")[..12]);
    private string _address = string.Empty;
    private string _problem = string.Empty;
    private int _count;

    public async ValueTask InitializeAsync()
    {
        (int code, string output, string error) = await RunAsync("start");
        if (code == 0)
        {
            _address = $"Host=127.0.0.1;Port={output.Trim()};Username=k2;Timeout=60;Command Timeout=60";
        }
        else
        {
            _problem = code == 3 ? error.Trim() : $"PostgreSQL did not start: {error}";
        }
    }

    /// <summary>A new database. Skips the test where there can be no server; fails it where there should be one.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        Assert.SkipWhen(_problem.Contains("not installed", StringComparison.Ordinal), _problem);
        Assert.True(_problem.Length == 0, _problem);
        string name = $"t{Interlocked.Increment(ref _count)}";
        Execute($"{_address};Database=postgres;Pooling=false", $"CREATE DATABASE {name}");
        return $"{_address};Database={name}";
    }

    public static void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
#pragma warning disable CA2100 // Constants of tests.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(string database, string sql, Func<NpgsqlDataReader, T> read)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
#pragma warning disable CA2100 // Constants of tests.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync("stop");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string verb)
    {
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[s_script, verb, _folder])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
