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
        int tokens = Server.Scripts.Encode(s_answer).Length;
        HashSet<string> lastSeen = [];
        for (int at = 0; at < tokens; at += 2)
        {
            List<JsonElement> seen = await LeaveAtAsync(at);
            ResponseGrammar.CheckPrefix(seen);
            lastSeen.Add(seen.Count == 0 ? "nothing" : seen[^1].GetProperty("type").GetString()!);
            Assert.True(await _accounting.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
            Assert.True(_accounting.Outcomes.TryDequeue(out RequestOutcome? outcome));
            Assert.Empty(_accounting.Outcomes);
            Assert.Equal(RequestStatus.Cancelled, outcome.Status);

            // Not whole, so not kept.
            ResponseStore store = Server.Services.GetRequiredService<ResponseStore>();
            foreach (JsonElement item in seen.Where(item => item.TryGetProperty("response", out _)))
            {
                Assert.Throws<ApiException>(() => store.Body("local", item.GetProperty("response").Id()));
            }
        }

        // The states that streams have, all of them left.
        Assert.Contains("nothing", lastSeen);
        Assert.Contains("response.reasoning_text.delta", lastSeen);
        Assert.Contains("response.output_text.delta", lastSeen);
        Assert.Contains("response.function_call_arguments.delta", lastSeen);

        // The engine is free for the next one.
        _accounting.Asked = null;
        JsonElement next = await Server.RespondAsync("""{"input":"next","max_output_tokens":1}""");
        Assert.Equal("incomplete", next.GetProperty("status").GetString());
    }

    /// <summary>Reads a stream whose model stops before one of its tokens until the client has left.</summary>
    /// <returns>What the client has read until then.</returns>
    private async Task<List<JsonElement>> LeaveAtAsync(int at)
    {
        using var gate = new SemaphoreSlim(0);
        using var reached = new SemaphoreSlim(0);
        _accounting.Asked = context => context.RequestAborted.Register(() => gate.Release());
        int held = 0;
        string question = $"leave {at}";
        Server.Scripts.AddGated(
            question,
            said =>
            {
                if (said >= at && Interlocked.Exchange(ref held, 1) == 0)
                {
                    reached.Release();
                    gate.Wait(Cancellation);
                }
            },
            s_answer);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reader = new EventReader();
        Task reading = ReadAsync(question, reader, leave.Token);
        await reached.WaitAsync(Cancellation);
        await leave.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reader.Events;
    }

    private async Task ReadAsync(string question, EventReader reader, CancellationToken leave)
    {
        const string Tool = """{"type":"function","name":"lookup","parameters":{"type":"object"}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, ResponsesHost.Path)
        {
            Content = new StringContent($$"""{"input":"{{question}}","stream":true,"tools":[{{Tool}}]}""", Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using Stream stream = await response.Content.ReadAsStreamAsync(leave);
        byte[] buffer = new byte[7];
        while (await stream.ReadAsync(buffer, leave) is > 0 and int count)
        {
            reader.Push(buffer.AsSpan(0, count));
        }
    }
}
