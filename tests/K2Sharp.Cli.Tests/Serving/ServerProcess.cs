using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using K2Sharp.TestData;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Cli.Tests.Serving;

/// <summary><c>k2 serve</c> as a process of its own, with a state folder and the random model.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private ServerProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public Uri Address { get; private set; } = null!;

    public int Id => _process.Id;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(string state, params string[] args) => StartAsync(state, [], args);

    /// <summary>The same with environment variables.</summary>
    public static async Task<ServerProcess> StartAsync(string state, (string Name, string Value)[] variables, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [CliProcess.Program, "serve", "--model", SharedData.MiniModel, "--port", "0", "--threads", "1", "--state", state, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            string? line = await server._process.StandardOutput.ReadLineAsync(Cancellation);
            Assert.True(line?.StartsWith("listening on ", StringComparison.Ordinal), $"{line}: {(line is null ? await server._error : string.Empty)}");
            server.Address = new Uri(line!["listening on ".Length..]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Asks for a stream of so many tokens.</summary>
    public static Task<HttpResponseMessage> StreamAsync(HttpClient client, int tokens, int seed)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $$"""{"model":"kimi-k2-thinking","messages":[{"role":"user","content":"Number {{seed}}"}],"max_tokens":{{tokens}},"seed":{{seed}},"stream":true,"stream_options":{"include_usage":true} }""",
                Encoding.UTF8,
                "application/json"),
        };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    /// <summary>Ends it as a service manager does.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Ends it as the kernel does.</summary>
    public void Kill() => Signal("KILL");

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code and all that was logged.</returns>
    public async Task<(int ExitCode, string Log)> ExitAsync()
    {
        await _process.WaitForExitAsync(Cancellation);
        return (_process.ExitCode, await _error);
    }

    /// <summary>The rows of a ledger: id to status and tokens.</summary>
    public static IReadOnlyDictionary<string, (string Status, int Prompt, int Completion)> Ledger(string state)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(state, "ledger.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, status, prompt_tokens, completion_tokens FROM requests";
        using SqliteDataReader row = command.ExecuteReader();
        Dictionary<string, (string, int, int)> rows = new(StringComparer.Ordinal);
        while (row.Read())
        {
            rows.Add(row.GetString(0), (row.GetString(1), row.GetInt32(2), row.GetInt32(3)));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
