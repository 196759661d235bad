using System.Net;
using System.Text;
using System.Text.Json;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Store;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Responses;

/// <summary>Clients that leave, in every state of a stream.</summary>
public sealed class ResponseDisconnectTests : IAsyncLifetime
{
    private static readonly string[] s_answer =
    [
        "<think>", "a thought of some words", "</think>", "a text of some words", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"some words"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

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

    [Fact]
    public async Task A_client_that_leaves_in_any_state_is_booked_once_and_leaves_nothing_behind()
    {
        Server.Scripts.AddPaced("stay", beforeToken: null, s_answer);
        List<JsonElement> whole = await Server.StreamResponseAsync(Body("stay"));
        Assert.True(await _accounting.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.True(_accounting.Outcomes.TryDequeue(out _));
        string[] types = [.. whole.Select(item => item.GetProperty("type").GetString()!)];
        string[] states = [.. types.Take(Array.IndexOf(types, "response.function_call_arguments.delta") + 1).Distinct()];
        Assert.Contains("response.reasoning_text.delta", states);
        Assert.Contains("response.output_text.delta", states);

        // Before anything has come, and after the first event of every kind.
        foreach (int count in states.Select(state => Array.IndexOf(types, state) + 1).Prepend(0))
        {
            List<JsonElement> seen = await LeaveAfterAsync(count);
            ResponseGrammar.CheckPrefix(seen);
            Assert.True(seen.Count >= count);
            Assert.Equal(types.Take(count), seen.Take(count).Select(item => item.GetProperty("type").GetString()!));

            // Not whole, so not kept.
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

    /// <summary>Reads so many events of an answer that cannot end before its client has left, and leaves.</summary>
    private async Task<List<JsonElement>> LeaveAfterAsync(int count)
    {
        using var gate = new SemaphoreSlim(0);
        using var reached = new SemaphoreSlim(0);
        _accounting.Asked = context => context.RequestAborted.Register(() => gate.Release());
        int held = 0;
        int holdAt = count == 0 ? 0 : Server.Scripts.Encode(s_answer).Length - 3;
        string question = $"leave {count}";
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
        var reader = new EventReader();
        Task reading = ReadAsync(question, reader, count, leave);
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

    private static string Body(string question) =>
        $$"""{"input":"{{question}}","stream":true,"tools":[{"type":"function","name":"lookup","parameters":{"type":"object"} }]}""";

    private async Task ReadAsync(string question, EventReader reader, int count, CancellationTokenSource leave)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ResponsesHost.Path) { Content = new StringContent(Body(question), Encoding.UTF8, "application/json") };
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
