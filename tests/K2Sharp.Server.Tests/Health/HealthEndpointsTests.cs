using System.Net;
using K2Sharp.Extensions.AI.Hosting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Tests.Operations;

namespace K2Sharp.Server.Tests.Health;

public sealed class HealthEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_live_and_not_ready_while_its_model_is_loaded()
    {
        var model = new K2Readiness();
        await using OperationsHost host = await OperationsHost.StartLoadingAsync(model);
        using HttpClient client = host.Client();
        await AssertAsync(client, "/health/live", HttpStatusCode.OK, "live");
        await AssertAsync(client, "/health/ready", HttpStatusCode.ServiceUnavailable, "loading");
        await AssertAsync(client, "/health", HttpStatusCode.ServiceUnavailable, "loading");
        Assert.Contains("k2_ready 0\n", await client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        Assert.Contains("being loaded", await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertErrorAsync(503, ErrorTypes.EngineOverloaded), StringComparison.Ordinal);
        await client.GetAsync("/v1/test/balance", Cancellation).AssertErrorAsync(503, ErrorTypes.EngineOverloaded);

        model.MarkLoaded();
        await Answers.UntilAsync(() => host.Server.IsLoaded);
        await AssertAsync(client, "/health/ready", HttpStatusCode.OK, "ready");
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertSuccessAsync();
    }

    [Fact]
    public async Task A_server_whose_model_cannot_be_loaded_is_never_ready()
    {
        var model = new K2Readiness();
        await using OperationsHost host = await OperationsHost.StartLoadingAsync(model);
        using HttpClient client = host.Client();
        model.MarkFailed(new IOException("the disk is gone"));
        await AssertAsync(client, "/health/ready", HttpStatusCode.ServiceUnavailable, "loading");
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertErrorAsync(503, ErrorTypes.EngineOverloaded);
        await Assert.ThrowsAsync<IOException>(() => model.Loaded);
    }

    private static async Task AssertAsync(HttpClient client, string path, HttpStatusCode status, string state)
    {
        using HttpResponseMessage response = await client.GetAsync(path, Cancellation);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal($"{{\"status\":\"{state}\"}}", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(status == HttpStatusCode.OK, response.Headers.RetryAfter is null);
    }
}
