using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using K2Sharp.Load;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests.Serving;

/// <summary>What only a real server process shows: signals, what is left of it when it is killed, and all that it writes.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private readonly TemporaryFolder _state = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every answer whose end a client has seen is in the ledger of the process that was killed at that very moment.</summary>
    [Fact]
    public async Task Kill_9_loses_no_finished_request()
    {
        string key = AddKey("ci");
        Dictionary<string, (int Prompt, int Completion)> seen = new(StringComparer.Ordinal);
        for (int round = 0; round < 2; round++)
        {
            await using ServerProcess server = await ServerProcess.StartAsync(_state.Root);
            using HttpClient client = server.Client(key);
            var killed = new TaskCompletionSource();
            Task[] clients = [.. Enumerable.Range(0, 6).Select(async i =>
            {
                for (int n = 0; ; n++)
                {
                    (string Id, int Prompt, int Completion)? answer = await ReadAsync(client, tokens: 1 + ((i + n) % 7), seed: (100 * i) + n);
                    if (answer is not { } whole)
                    {
                        return;
                    }

                    lock (seen)
                    {
                        seen.Add(whole.Id, (whole.Prompt, whole.Completion));
                        if (seen.Count >= 12 * (round + 1))
                        {
                            // In the middle of the others' answers, and right after the end of this one.
                            killed.TrySetResult();
                        }
                    }
                }
            })];
            await killed.Task.WaitAsync(TimeSpan.FromMinutes(4), Cancellation);
            server.Kill();
            await Task.WhenAll(clients);
            await server.ExitAsync();
        }

        IReadOnlyDictionary<string, (string Status, int Prompt, int Completion)> rows = ServerProcess.Ledger(_state.Root);
        Assert.True(seen.Count >= 24);
        Assert.All(seen, answer => Assert.Equal(("completed", answer.Value.Prompt, answer.Value.Completion), rows[answer.Key]));
    }

    /// <summary>
    /// SIGTERM behind the beginning of answers: each comes to its end, routers are told first, and the process ends by itself. Who comes meanwhile is answered or told to
    /// come back; that the latter happens is for the server's own tests, where answers are held: here they may be done before the signal is.
    /// </summary>
    [Fact]
    public async Task Drain_under_load_drops_nothing()
    {
        string key = AddKey("ci");
        await using ServerProcess server = await ServerProcess.StartAsync(_state.Root, "--drain-delay", "5");
        using HttpClient client = server.Client(key);
        HttpResponseMessage[] begun = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ServerProcess.StreamAsync(client, tokens: 200, seed: i)));
        Assert.All(begun, answer => Assert.True(answer.IsSuccessStatusCode));
        server.Terminate();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromMinutes(4));

        // However soon the answers are done, the delay keeps the server there.
        while (!await IsDrainingAsync(client))
        {
            deadline.Token.ThrowIfCancellationRequested();
        }

        using HttpResponseMessage live = await client.GetAsync("/health/live", Cancellation);
        Assert.True(live.IsSuccessStatusCode);
        while (await IsLetInAsync(client))
        {
            deadline.Token.ThrowIfCancellationRequested();
        }

        foreach (HttpResponseMessage answer in begun)
        {
            string text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
            answer.Dispose();
        }

        (int exitCode, string log) = await server.ExitAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("drained: every running request has ended", log, StringComparison.Ordinal);
        Assert.All(ServerProcess.Ledger(_state.Root).Values, row => Assert.Equal("completed", row.Status));
    }

    [Theory]
    [InlineData("--log-json")]
    [InlineData]
    public async Task Neither_keys_nor_prompts_are_in_the_log(params string[] args)
    {
        const string secretPrompt = "Xylophone-Zebra-Quartz";
        string key = AddKey("ci");
        await using ServerProcess server = await ServerProcess.StartAsync(_state.Root, args);
        using HttpClient client = server.Client(key);
        string body = $$"""{"messages":[{"role":"user","content":"{{secretPrompt}}"}],"max_tokens":2}""";
        foreach (string content in (string[])[body, body[..^5], body.Replace("user", "nobody", StringComparison.Ordinal), body.Replace("2}", "\"" + key + "\"}", StringComparison.Ordinal)])
        {
            using HttpResponseMessage answer = await client.PostAsync("/v1/chat/completions?key=" + key, new StringContent(content, null, "application/json"), Cancellation);
            Assert.DoesNotContain(key, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using HttpResponseMessage nowhere = await client.GetAsync("/" + key, Cancellation);
        Assert.DoesNotContain(key, await nowhere.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        server.Terminate();
        (_, string log) = await server.ExitAsync();
        Assert.Contains("req-", log, StringComparison.Ordinal);
        Assert.DoesNotContain(key["sk-k2-".Length..], log, StringComparison.Ordinal);
        Assert.DoesNotContain(secretPrompt, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_are_in_the_log_of_who_asks_for_them()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(_state.Root, "--log-prompts");
        using HttpClient client = server.Client(key: null);
        using HttpResponseMessage answer = await client.PostAsync(
            "/v1/chat/completions", new StringContent("""{"messages":[{"role":"user","content":"Xylophone"}],"max_tokens":1}""", null, "application/json"), Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        server.Terminate();
        Assert.Contains("Xylophone", (await server.ExitAsync()).Log, StringComparison.Ordinal);
    }

    /// <summary>Whatever path, field or header names a file: the file's contents do not come back.</summary>
    [Fact]
    public async Task No_endpoint_reads_a_file()
    {
        string marker = "marker-" + Guid.NewGuid().ToString("N");
        string file = _state.File("secret.txt");
        await File.WriteAllTextAsync(file, marker, Cancellation);
        await using ServerProcess server = await ServerProcess.StartAsync(_state.Root);
        using HttpClient client = server.Client(key: null);
        string json = JsonSerializer.Serialize(file);
        string url = JsonSerializer.Serialize(new Uri(file).AbsoluteUri);
        foreach (string path in (string[])["/v1/chat/completions", "/v1/completions", "/v1/tokenizers/estimate-token-count", "/tokenize", "/detokenize", "/apply-template"])
        {
            foreach (string value in (string[])[json, url])
            {
                foreach (string body in (string[])
                [
                    $$$"""{"model":{{{value}}},"messages":[{"role":"user","content":"hi"}],"max_tokens":1}""",
                    $$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":{{{value}}}}}]}],"max_tokens":1}""",
                    $$$"""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":{{{value}}}}}]}],"max_tokens":1}""",
                    $$$"""{"messages":[{"role":"user","content":"hi"}],"chat_template":{{{value}}},"chat_template_kwargs":{"path":{{{value}}}},"file":{{{value}}},"include":{{{value}}},"max_tokens":1}""",
                    $$$"""{"prompt":{{{value}}},"text":{{{value}}},"content":{{{value}}},"echo":true,"max_tokens":1}""",
                ])
                {
                    using HttpResponseMessage answer = await client.PostAsync(path, new StringContent(body, null, "application/json"), Cancellation);
                    Assert.DoesNotContain(marker, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
                }
            }
        }

        foreach (string path in (string[])[file, "/.." + file, "/docs/.." + file, "/docs/%2e%2e/%2e%2e" + file, "/openapi/..%2f..%2f" + file, "/v1/models/" + Uri.EscapeDataString(file)])
        {
            using HttpResponseMessage answer = await client.GetAsync(path, Cancellation);
            Assert.DoesNotContain(marker, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_server_without_keys_listens_to_this_machine_only() =>
        CliRun.Of("serve", "--model", SharedData.MiniModel, "--host", "0.0.0.0", "--port", "0", "--state", _state.Root).AssertError(2, "refusing to listen on 0.0.0.0 without keys");

    /// <summary>OpenTelemetry's own variables are all it takes for spans to arrive at a collector.</summary>
    [Fact]
    public async Task Traces_go_where_OpenTelemetry_s_variables_say()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        Task<string?> received = ReceiveAsync(collector);
        (string, string)[] variables =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ];
        await using ServerProcess server = await ServerProcess.StartAsync(_state.Root, variables);
        using HttpClient client = server.Client(key: null);
        using HttpResponseMessage answer = await client.GetAsync("/v1/models", Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("POST /v1/traces HTTP/1.1", await received.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact(Explicit = true), Trait("Category", "Long")]
    public async Task Twenty_seconds_of_bad_clients_leave_nothing_behind()
    {
        string key = AddKey("load");
        await using ServerProcess server = await ServerProcess.StartAsync(_state.Root, "--cache-tokens", "65536");
        var options = new LoadOptions { Url = server.Address, State = _state.Root, Key = key, Time = TimeSpan.FromSeconds(20), Connections = 16, MaxTokens = 4 };
        LoadReport report = await LoadRun.RunAsync(options, TextWriter.Null);
        Assert.True(report.Problems.Count == 0, report.ToJson());
        Assert.Equal(report.Counts.Completed.Count, report.BookedOnce);
        server.Terminate();
        Assert.Equal(0, (await server.ExitAsync()).ExitCode);
    }

    [Theory]
    [InlineData("http://192.0.2.1:8000")]
    [InlineData("http://example.com:8000")]
    [InlineData("https://127.0.0.1:8000")]
    public void The_load_generator_refuses_other_machines(string url) =>
        Assert.Contains("loopback", Assert.Throws<ArgumentException>(() => LoadOptions.Parse(["--url", url, "--state", _state.Root])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_load_generator_looks_for_the_ledger_before_it_begins() => Assert.Contains(
        "ledger.db",
        Assert.Throws<ArgumentException>(() => LoadOptions.Parse(["--url", "http://127.0.0.1:8000", "--state", _state.Root])).Message,
        StringComparison.Ordinal);

    public void Dispose() => _state.Dispose();

    private static async Task<string?> ReceiveAsync(TcpListener collector)
    {
        using TcpClient exporter = await collector.AcceptTcpClientAsync(Cancellation);
        using var reader = new StreamReader(exporter.GetStream());
        string? line = await reader.ReadLineAsync(Cancellation);
        await exporter.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancellation);
        return line;
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>Null when the server went away before that.</returns>
    private static async Task<(string Id, int Prompt, int Completion)?> ReadAsync(HttpClient client, int tokens, int seed)
    {
        try
        {
            using HttpResponseMessage answer = await ServerProcess.StreamAsync(client, tokens, seed);
            string id = answer.Headers.GetValues("x-request-id").Single();
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
            JsonElement? usage = null;
            while (await reader.ReadLineAsync(Cancellation) is { } line)
            {
                if (line == "data: [DONE]")
                {
                    return (id, usage!.Value.GetProperty("prompt_tokens").GetInt32(), usage.Value.GetProperty("completion_tokens").GetInt32());
                }

                if (line.StartsWith("data: {", StringComparison.Ordinal)
                    && JsonDocument.Parse(line[6..]).RootElement.TryGetProperty("usage", out JsonElement found)
                    && found.ValueKind == JsonValueKind.Object)
                {
                    usage = found;
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Killed.
        }

        return null;
    }

    /// <summary>Whether readiness has turned false.</summary>
    private static async Task<bool> IsDrainingAsync(HttpClient client)
    {
        using HttpResponseMessage ready = await client.GetAsync("/health/ready", Cancellation);
        return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
    }

    /// <summary>Asks a server that drains.</summary>
    /// <returns>False when it says so, or when nobody is there any more.</returns>
    private static async Task<bool> IsLetInAsync(HttpClient client)
    {
        HttpResponseMessage late;
        try
        {
            late = await ServerProcess.StreamAsync(client, tokens: 1, seed: 7);
        }
        catch (HttpRequestException)
        {
            return false;
        }

        using (late)
        {
            if (late.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.NotNull(late.Headers.RetryAfter);
                return false;
            }

            Assert.Contains("[DONE]", await late.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            return true;
        }
    }

    private string AddKey(string name) => Assert.Single(CliRun.Of("serve", "keys", "add", name, "--state", _state.Root).AssertSuccess().OutputLines);
}
