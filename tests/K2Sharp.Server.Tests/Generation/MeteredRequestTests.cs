using System.Text.Json;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Generation;

public sealed class MeteredRequestTests : IAsyncLifetime
{
    private const string Path = "/v1/chat/completions";
    private readonly RecordedAccounting _accounting = new();
    private MiniServer? _server;

    private MiniServer Server => _server!;

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
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    [InlineData(",\"n\":3")]
    [InlineData(",\"n\":2,\"stream\":true")]
    public async Task A_completed_request_is_booked_once_with_its_usage(string fields)
    {
        Server.Scripts.Add("booked?", "<think>", "a", "</think>", "b");
        using HttpResponseMessage response = await Server.PostAsync(Path, $$"""{"messages":[{"role":"user","content":"booked?"}]{{fields}}}""");
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        // It has been booked before the last byte was read here.
        RequestOutcome outcome = Assert.Single(_accounting.Outcomes);
        int choices = fields.Contains("\"n\":3", StringComparison.Ordinal) ? 3 : fields.Contains("\"n\":2", StringComparison.Ordinal) ? 2 : 1;
        Assert.Equal(RequestStatus.Completed, outcome.Status);
        Assert.Equal(choices * Server.Scripts.Encode("<think>", "a", "</think>", "b").Length, outcome.CompletionTokens);
        RequestEstimate estimate = Assert.Single(_accounting.Estimates);
        Assert.Equal(outcome.PromptTokens, estimate.PromptTokens);
        Assert.Equal(choices, estimate.Choices);
        Assert.False(estimate.IsMaxGiven);
        Assert.Equal(1024 - estimate.PromptTokens, estimate.MaxCompletionTokens);

        // The end of a message is no token of the answer, but is counted.
        Assert.Equal(outcome.CompletionTokens - choices, _accounting.Tokens);
    }

    [Fact]
    public async Task A_refused_request_is_told_why_and_generates_nothing()
    {
        _accounting.Rejection = new ApiError(429, ErrorTypes.RateLimitReached, "requests per minute: 3") { RetryAfter = TimeSpan.FromSeconds(1.5) };
        using HttpResponseMessage response = await Server.PostAsync(Path, """{"messages":[{"role":"user","content":"a"}],"stream":true}""");
        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        JsonElement body = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ErrorTypes.RateLimitReached, body.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(_accounting.Outcomes);
    }

    [Fact]
    public async Task A_request_that_is_wrong_is_never_admitted()
    {
        await Server.AskAsync(Path, """{"messages":[{"role":"user","content":"a"}],"n":9}""");
        await Server.AskAsync(Path, """{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"xml"}}""");
        Assert.Empty(_accounting.Estimates);
    }

    [Fact]
    public async Task The_lease_s_bound_goes_before_the_context_s()
    {
        _accounting.MaxCompletionTokens = 5;
        (_, JsonElement body) = await Server.AskAsync(Path, """{"messages":[{"role":"user","content":"a"}]}""");
        Assert.InRange(body.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), 1, 5);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_answer_and_pays_for_what_was_computed()
    {
        using var gate = new SemaphoreSlim(0);
        using var reached = new SemaphoreSlim(0);

        // The model goes on when the server has noticed.
        _accounting.Asked = context => context.RequestAborted.Register(() => gate.Release());
        int held = 0;
        Server.Scripts.AddPaced(
            "leave?",
            said =>
            {
                if (said == 4 && Interlocked.Exchange(ref held, 1) == 0)
                {
                    reached.Release();
                    gate.Wait(TestContext.Current.CancellationToken);
                }
            },
            ["<think>", .. Enumerable.Repeat("a", 400)]);
        using (var leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path)
            {
                Content = new StringContent("""{"messages":[{"role":"user","content":"leave?"}],"stream":true}""", System.Text.Encoding.UTF8, "application/json"),
            };
            using HttpResponseMessage response = await Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
            await reached.WaitAsync(leave.Token);
            await leave.CancelAsync();
        }

        Assert.True(await _accounting.Ended.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        RequestOutcome outcome = Assert.Single(_accounting.Outcomes);
        Assert.Equal(RequestStatus.Cancelled, outcome.Status);
        Assert.InRange(outcome.CompletionTokens, 4, 399);
        Assert.True(outcome.PromptTokens > 0);

        // The engine is free for the next one.
        _accounting.Asked = null;
        (int status, _) = await Server.AskAsync(Path, """{"messages":[{"role":"user","content":"next"}],"max_tokens":1}""");
        Assert.Equal(200, status);
    }
}
