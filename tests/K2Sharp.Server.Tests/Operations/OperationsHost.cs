using System.Net.Http.Headers;
using System.Net.Http.Json;
using K2Sharp.Extensions.AI.Hosting;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;
using K2Sharp.Server.Lifetime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Server.Tests.Operations;

/// <summary>
/// A server on a real socket with all of the operations' middleware, in which one endpoint that only counts stands for the model. So limits and
/// books can be tested to the token.
/// </summary>
internal sealed class OperationsHost : IAsyncDisposable
{
    public const string Route = "/v1/test/completions";
    private readonly TemporaryState _state = new();
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _held = new(0);

    private OperationsHost(string url, K2Readiness? model, (string Key, string Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["K2:Operations:StateDirectory"] = _state.Root;
        foreach ((string key, string value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddProvider(Log);
        builder.Logging.AddFilter<LogSink>("Microsoft", LogLevel.Warning);
        builder.WebHost.UseUrls(url);
        if (model is not null)
        {
            builder.Services.AddSingleton(model);
        }

        builder.Services.AddK2Operations();
        _app = builder.Build();
        _app.UseMiddleware<TestErrors>();
        _app.UseK2Operations();
        _app.MapK2Operations();
        _app.MapPost(Route, AnswerAsync).WithMetadata(new MeteredAttribute());
        _app.MapGet("/v1/test/balance", async (HttpContext context, IBalanceSource balance) => await balance.GetAsync(context, context.RequestAborted));
    }

    public LogSink Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    public TemporaryState State => _state;

    public KeyStore Keys => Services.GetRequiredService<KeyStore>();

    public ServerState Server => Services.GetRequiredService<ServerState>();

    public IReadOnlyList<LedgerEntry> Entries => Services.GetRequiredService<LedgerDatabase>().Entries();

    public Uri Address => new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<OperationsHost> StartAsync(params (string Key, string Value)[] settings) => StartAtAsync("http://127.0.0.1:0", settings);

    public static Task<OperationsHost> StartAtAsync(string url, params (string Key, string Value)[] settings) => StartAsync(new OperationsHost(url, model: null, settings));

    /// <summary>Starts a server whose model is not there yet.</summary>
    public static Task<OperationsHost> StartLoadingAsync(K2Readiness model) => StartAsync(new OperationsHost("http://127.0.0.1:0", model, []));

    private static async Task<OperationsHost> StartAsync(OperationsHost host)
    {
        try
        {
            await host._app.StartAsync(Cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client with a key.</summary>
    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Sends a request to the endpoint that stands for the model.</summary>
    public static Task<HttpResponseMessage> AskAsync(HttpClient client, FakeRequest request) => client.PostAsJsonAsync(Route, request, Cancellation);

    /// <summary>Sends a request that waits, and returns when it does.</summary>
    public async Task<Task<HttpResponseMessage>> AskAndHoldAsync(HttpClient client, FakeRequest request)
    {
        Task<HttpResponseMessage> answer = AskAsync(client, request with { Hold = true });
        await HeldAsync();
        return answer;
    }

    /// <summary>Done when one more request waits.</summary>
    public async Task HeldAsync() => Assert.True(await _held.WaitAsync(TimeSpan.FromSeconds(60), Cancellation), "no request came to wait");

    /// <summary>Lets all requests that wait, and later ones, go on.</summary>
    public void Release() => _release.TrySetResult();

    /// <summary>Stops the server as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.DisposeAsync();
        _held.Dispose();
        _state.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, IRequestAccounting accounting)
    {
        FakeRequest request = (await context.Request.ReadFromJsonAsync<FakeRequest>(context.RequestAborted))!;
        var estimate = new RequestEstimate(Route, "kimi-k2-thinking", request.Prompt, request.Max ?? 1_000_000, Choices: 1, IsStream: false, request.Max is not null);
        Admission admission = await accounting.AdmitAsync(context, estimate, context.RequestAborted);
        if (admission.Rejection is { } rejection)
        {
            throw new ApiException(rejection);
        }

        IRequestLease lease = admission.Lease!;
        int used = request.Use ?? lease.MaxCompletionTokens;
        RequestStatus status = RequestStatus.Completed;
        if (request.Hold)
        {
            _held.Release();
            try
            {
                await _release.Task.WaitAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                status = RequestStatus.Cancelled;
            }
        }

        lease.OnTokens(1);
        lease.OnTokens(used);
        await lease.CompleteAsync(new RequestOutcome(status, request.Prompt, CachedTokens: 0, used, ReasoningTokens: 0));
        await context.Response.WriteAsJsonAsync(new { max = lease.MaxCompletionTokens }, CancellationToken.None);
    }
}
