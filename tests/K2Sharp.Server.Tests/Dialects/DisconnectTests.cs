using System.Net;
using System.Text;
using System.Text.Json;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Store;
using K2Sharp.Server.Tests.Anthropic;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.OpenAI.Chat;
using K2Sharp.Server.Tests.Responses;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>Clients that leave, in every state of a stream.</summary>
public sealed class DisconnectTests : IAsyncLifetime
{
    private static readonly string[] s_answer =
    [
        "<think>", "a thought of some words", "</think>", "a text of some words", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"some words"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    private const string ChatPath = "/v1/chat/completions";

    private readonly RecordedAccounting _accounting = new();
    private MiniServer? _server;

    private MiniServer Server => _server!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await MiniServer.StartAsync(MiniServer.RandomModel, services => services.AddSingleton<IRequestAccounting>(_accounting));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(ResponsesHost.Path)]
    [InlineData(MessagesHost.Path)]
    [InlineData(ChatPath)]
    public async Task A_client_that_leaves_in_any_state_is_booked_once_and_leaves_nothing_behind(string path)
    {
        Server.Scripts.AddPaced("stay", beforeToken: null, s_answer);
        List<JsonElement> whole = await WholeAsync(path);
        Assert.True(await _accounting.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.True(_accounting.Outcomes.TryDequeue(out _));
        string[] types = [.. whole.Select(State)];
        int last = Array.FindIndex(types, type => type is "response.function_call_arguments.delta" or "content_block_delta input_json_delta" or "tool_calls function.arguments");
        string[] states = [.. types.Take(last + 1).Distinct()];
        Assert.True(states.Length >= (path == ChatPath ? 5 : 6), string.Join(", ", states));

        // Before anything has come, and after the first event of every kind.
        foreach (int count in states.Select(state => Array.IndexOf(types, state) + 1).Prepend(0))
        {
            List<JsonElement> seen = await LeaveAfterAsync(path, count);
            Assert.True(seen.Count >= count);
            Assert.Equal(types.Take(count), seen.Take(count).Select(State));
            if (path == ChatPath)
            {
                Assert.False(ChunkGrammar.Check(seen).IsWhole);
                continue;
            }

            if (path == MessagesHost.Path)
            {
                MessageGrammar.CheckPrefix(seen);
                continue;
            }

            // Not whole, so not kept.
            ResponseGrammar.CheckPrefix(seen);
            ResponseStore store = Server.Services.GetRequiredService<ResponseStore>();
            foreach (JsonElement item in seen.Where(item => item.TryGetProperty("response", out _)))
            {
                Assert.Throws<ApiException>(() => store.Body("local", item.GetProperty("response").Id()));
            }
        }

        // The engine is free for the next one.
        _accounting.Asked = null;
        JsonElement next = await Server.RespondAsync("""{"input":"next","max_output_tokens":1}""");
        Assert.Equal("incomplete", next.GetProperty("status").GetString());
    }

    private async Task<List<JsonElement>> WholeAsync(string path)
    {
        using HttpResponseMessage response = await Server.PostAsync(path, Body(path, "stay"));
        return EventReader.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation), [int.MaxValue], path != ChatPath).Events;
    }

    /// <summary>What an event says about where the answer is.</summary>
    private static string State(JsonElement item)
    {
        if (item.TryGetProperty("choices", out JsonElement choices))
        {
            // A chat's pieces have no types: what they hold tells them apart.
            JsonElement held = choices[0].GetProperty("delta");
            string[] members = [.. held.EnumerateObject().Select(member => member.Name)];
            bool isMore = held.TryGetProperty("tool_calls", out JsonElement calls) && !calls[0].TryGetProperty("id", out _);
            return string.Join(' ', members) + (isMore ? " function.arguments" : string.Empty);
        }

        string type = item.GetProperty("type").GetString()!;
        return item.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind == JsonValueKind.Object && delta.TryGetProperty("type", out JsonElement kind)
            ? $"{type} {kind.GetString()}"
            : type;
    }

    /// <summary>Reads so many events of an answer that cannot end before its client has left, and leaves.</summary>
    private async Task<List<JsonElement>> LeaveAfterAsync(string path, int count)
    {
        using var gate = new SemaphoreSlim(0);
        using var reached = new SemaphoreSlim(0);
        _accounting.Asked = context => context.RequestAborted.Register(() => gate.Release());
        int held = 0;
        int holdAt = count == 0 ? 0 : Server.Scripts.Encode(s_answer).Length - 3;
        string question = $"leave {path} {count}";
        Server.Scripts.AddPaced(
            question,
            said =>
            {
                if (said >= holdAt && Interlocked.Exchange(ref held, 1) == 0)
                {
                    reached.Release();
                    gate.Wait(Cancellation);
                }
            },
            s_answer);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reader = new EventReader(path != ChatPath);
        Task reading = ReadAsync(path, question, reader, count, leave);
        try
        {
            if (count == 0)
            {
                await reached.WaitAsync(Cancellation);
                await leave.CancelAsync();
            }

            await reading.WaitAsync(TimeSpan.FromSeconds(60), Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Assert.True(reading.IsCompleted, $"only {reader.Events.Count} of {count} events came");
            if (reading.IsFaulted)
            {
                // It was to be cancelled, not to fail.
                await reading;
            }

            // The gate must outlive whoever stands before it.
            Assert.True(await _accounting.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        }
        finally
        {
            // Whatever has failed, the engine must not be left standing.
            gate.Release();
        }

        Assert.True(_accounting.Outcomes.TryDequeue(out RequestOutcome? outcome));
        Assert.Empty(_accounting.Outcomes);
        Assert.Equal(RequestStatus.Cancelled, outcome.Status);
        return reader.Events;
    }

    private static string Body(string path, string question) => path == ChatPath
        ? $$$"""{"messages":[{"role":"user","content":"{{{question}}}"}],"stream":true,"tools":[{"type":"function","function":{"name":"lookup","parameters":{"type":"object"} } }]}"""
        : path == MessagesHost.Path
        ? $$"""{"max_tokens":200,"messages":[{"role":"user","content":"{{question}}"}],"stream":true,"tools":[{"name":"lookup","input_schema":{"type":"object"} }]}"""
        : $$"""{"input":"{{question}}","stream":true,"tools":[{"type":"function","name":"lookup","parameters":{"type":"object"} }]}""";

    private async Task ReadAsync(string path, string question, EventReader reader, int count, CancellationTokenSource leave)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Body(path, question), Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using Stream stream = await response.Content.ReadAsStreamAsync(leave.Token);
        byte[] buffer = new byte[7];
        while (reader.Events.Count < count && await stream.ReadAsync(buffer, leave.Token) is > 0 and int read)
        {
            reader.Push(buffer.AsSpan(0, read));
        }

        await leave.CancelAsync();
    }
}
