using System.Net;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Tests.Operations;

namespace K2Sharp.Server.Tests.Lifetime;

public sealed class DrainingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_runs_is_finished_and_what_comes_is_told_to_come_back()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Cancellation)).StatusCode);
        Task<HttpResponseMessage>[] running = new Task<HttpResponseMessage>[8];
        for (int i = 0; i < running.Length; i++)
        {
            running[i] = await host.AskAndHoldAsync(client, new FakeRequest(Prompt: 5, Max: 5));
        }

        Task stop = host.StopAsync();
        await Answers.UntilAsync(() => host.Server.Phase == ServerPhase.Draining);

        using HttpResponseMessage refused = await OperationsHost.AskAsync(client, new FakeRequest(Max: 1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("shutting down", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health", Cancellation)).StatusCode);
        Assert.Equal("{\"status\":\"draining\"}", await client.GetStringOfAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
        Assert.False(stop.IsCompleted);

        host.Release();
        foreach (Task<HttpResponseMessage> answer in running)
        {
            await answer.AssertSuccessAsync();
        }

        await stop;
        using var ledger = new Server.Ledger.LedgerDatabase(host.State.State.LedgerFile);
        Assert.Equal(running.Length, ledger.Entries().Count);
    }

    [Fact]
    public async Task Readiness_turns_false_before_anything_is_refused()
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Operations:DrainDelay", "00:00:30"));
        using HttpClient client = host.Client();
        host.Server.BeginDrain();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", Cancellation)).StatusCode);
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertSuccessAsync();
        await host.Server.CloseAsync();
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertErrorAsync(503, ErrorTypes.EngineOverloaded);
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_cut_and_booked_as_far_as_it_came()
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Operations:DrainTimeout", "00:00:00.2"));
        using HttpClient client = host.Client();
        Task<HttpResponseMessage> running = await host.AskAndHoldAsync(client, new FakeRequest(Prompt: 5, Max: 5));
        await host.StopAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => running);
        Assert.Contains("1 requests are cut", host.Log.Text, StringComparison.Ordinal);
        using var ledger = new Server.Ledger.LedgerDatabase(host.State.State.LedgerFile);
        Assert.Equal(Accounting.RequestStatus.Cancelled, Assert.Single(ledger.Entries()).Status);
    }
}
