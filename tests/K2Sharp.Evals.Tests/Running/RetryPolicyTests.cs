using System.Net;
using K2Sharp.Agents.Upstream;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tests.Running;

public sealed class RetryPolicyTests
{
    [Fact]
    public async Task What_may_pass_is_tried_again()
    {
        var clock = new SteppingClock();
        int tries = 0;
        int result = await new RetryPolicy(4, clock).RunAsync(_ => ++tries < 4 ? throw new IOException("reset") : Task.FromResult(tries), TestContext.Current.CancellationToken);
        Assert.Equal(4, result);

        // Each wait is twice the one before.
        Assert.Equal([0.5, 1, 2], clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task After_the_last_try_the_error_is_thrown()
    {
        int tries = 0;
        await Assert.ThrowsAsync<IOException>(() => new RetryPolicy(3, new SteppingClock()).RunAsync<int>(_ => throw new IOException($"{++tries}"), TestContext.Current.CancellationToken));
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task What_cannot_pass_is_not_tried_again()
    {
        int tries = 0;
        await Assert.ThrowsAsync<HttpRequestException>(() => new RetryPolicy(3, new SteppingClock()).RunAsync<int>(
            _ => throw new HttpRequestException($"{++tries}", null, HttpStatusCode.BadRequest),
            TestContext.Current.CancellationToken));
        Assert.Equal(1, tries);
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(503, true)]
    [InlineData(0, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    public void Statuses_are_told_apart(int status, bool expected) =>
        Assert.Equal(expected, RetryPolicy.IsTransient(new HttpRequestException("x", null, status == 0 ? null : (HttpStatusCode)status), TestContext.Current.CancellationToken));

    [Fact]
    public void Ctrl_c_is_no_lost_connection()
    {
        using var source = new CancellationTokenSource();
        Assert.True(RetryPolicy.IsTransient(new TaskCanceledException("timeout"), source.Token));
        source.Cancel();
        Assert.False(RetryPolicy.IsTransient(new TaskCanceledException("stopped"), source.Token));
        Assert.True(RetryPolicy.IsTransient(new UpstreamException("lost", new IOException()), CancellationToken.None));
    }
}
