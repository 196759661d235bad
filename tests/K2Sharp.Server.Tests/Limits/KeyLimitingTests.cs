using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Tests.Operations;

namespace K2Sharp.Server.Tests.Limits;

/// <summary>The limits as a client meets them.</summary>
public sealed class KeyLimitingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrency_is_refused_while_requests_run()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client(host.Keys.Add("ci", new KeyLimits(Concurrency: 2)).Secret);
        using HttpClient other = host.Client(host.Keys.Add("other", KeyLimits.None).Secret);
        Task<HttpResponseMessage> first = await host.AskAndHoldAsync(client, new FakeRequest(Max: 1));
        Task<HttpResponseMessage> second = await host.AskAndHoldAsync(client, new FakeRequest(Max: 1));
        string message = await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertErrorAsync(429, ErrorTypes.RateLimitReached);
        Assert.Contains("concurrency limit: 2", message, StringComparison.Ordinal);
        await OperationsHost.AskAsync(other, new FakeRequest(Max: 1)).AssertSuccessAsync();
        host.Release();
        await first.AssertSuccessAsync();
        await second.AssertSuccessAsync();
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertSuccessAsync();
    }

    [Fact]
    public async Task Headers_say_where_a_key_stands_and_when_to_come_back()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client(host.Keys.Add("ci", new KeyLimits(RequestsPerMinute: 2, TokensPerMinute: 1000)).Secret);
        using HttpResponseMessage first = await OperationsHost.AskAsync(client, new FakeRequest(Prompt: 100, Max: 300, Use: 50));
        Assert.Equal("2", Header(first, "X-RateLimit-Limit"));
        Assert.Equal("1", Header(first, "X-RateLimit-Remaining"));
        Assert.InRange(int.Parse(Header(first, "X-RateLimit-Reset"), CultureInfo.InvariantCulture), 59, 61);
        Assert.Equal("1", Header(first, "x-ratelimit-remaining-requests"));
        Assert.Equal("1000", Header(first, "x-ratelimit-limit-tokens"));
        Assert.Equal("850", Header(first, "x-ratelimit-remaining-tokens"));
        Assert.StartsWith("req-", Header(first, "x-request-id"), StringComparison.Ordinal);

        using HttpResponseMessage second = await OperationsHost.AskAsync(client, new FakeRequest(Prompt: 900, Max: 100));
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 59, 61);
        Assert.Equal("0", Header(second, "x-ratelimit-remaining-requests"));

        using HttpResponseMessage third = await OperationsHost.AskAsync(client, new FakeRequest(Max: 1));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Single(host.Entries);
    }

    [Fact]
    public async Task Keys_without_limits_of_their_own_have_the_server_s()
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Limits:DefaultKeyLimits:RequestsPerMinute", "1"));
        using HttpClient local = host.Client();
        await OperationsHost.AskAsync(local, new FakeRequest(Max: 1)).AssertSuccessAsync();
        await OperationsHost.AskAsync(local, new FakeRequest(Max: 1)).AssertErrorAsync(429, ErrorTypes.RateLimitReached);
        using HttpClient own = host.Client(host.Keys.Add("own", new KeyLimits(RequestsPerMinute: 2)).Secret);
        await OperationsHost.AskAsync(own, new FakeRequest(Max: 1)).AssertSuccessAsync();
        await OperationsHost.AskAsync(own, new FakeRequest(Max: 1)).AssertSuccessAsync();
        await OperationsHost.AskAsync(own, new FakeRequest(Max: 1)).AssertErrorAsync(429, ErrorTypes.RateLimitReached);
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => OperationsHost.StartAsync(("K2:Limits:DefaultKeyLimits:TokensPerMinute", "0")));
    }

    [Fact]
    public async Task A_hundred_clients_at_once_pass_no_more_tokens_than_one()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client(host.Keys.Add("ci", new KeyLimits(TokensPerMinute: 1000, TokensPerDay: 1500)).Secret);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => OperationsHost.AskAsync(client, new FakeRequest(Prompt: 20, Max: 30))));
        Assert.Equal(20, answers.Count(answer => answer.IsSuccessStatusCode));
        Assert.Equal(1000, host.Entries.Sum(entry => entry.PromptTokens + entry.CompletionTokens));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Limits_outlive_the_server()
    {
        using var state = new TemporaryState();
        string secret;
        await using (OperationsHost host = await OperationsHost.StartAsync(("K2:Operations:StateDirectory", state.Root)))
        {
            secret = host.Keys.Add("ci", new KeyLimits(TokensPerDay: 1000, Credit: 1m)).Secret;
            using HttpClient client = host.Client(secret);
            await OperationsHost.AskAsync(client, new FakeRequest(Prompt: 400, Max: 500)).AssertSuccessAsync();
            await host.StopAsync();
        }

        await using OperationsHost next = await OperationsHost.StartAsync(("K2:Operations:StateDirectory", state.Root));
        using HttpClient again = next.Client(secret);
        await OperationsHost.AskAsync(again, new FakeRequest(Prompt: 100, Max: 1)).AssertErrorAsync(429, ErrorTypes.RateLimitReached);
        Assert.Equal(1m - 0.00149m, (await again.GetAsync("/v1/test/balance", Cancellation).AssertSuccessAsync()).GetProperty("available").GetDecimal());
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_state_folder()
    {
        using var state = new TemporaryState();
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Operations:StateDirectory", state.Root));
        using HttpClient client = host.Client();
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertSuccessAsync();
        IOException exception = Assert.Throws<IOException>(() => state.State.Lock());
        Assert.Contains("another server uses the state folder", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused_however_it_is_sent(bool isChunked)
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Limits:MaxBodyBytes", "2000"));
        using HttpClient client = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, OperationsHost.Route) { Content = new StringContent("{\"x\":\"" + new string('y', 3000) + "\"}", null, "application/json") };
        request.Headers.TransferEncodingChunked = isChunked;
        Assert.Contains("2000 bytes", await client.SendAsync(request, Cancellation).AssertErrorAsync(413, ErrorTypes.InvalidRequest), StringComparison.Ordinal);
        Assert.Equal(0, host.Server.Running);
    }

    [Fact]
    public async Task A_half_sent_body_holds_no_place_and_is_refused_in_the_end()
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Limits:BodyTimeout", "00:00:01"));
        string secret = host.Keys.Add("ci", new KeyLimits(Concurrency: 1)).Secret;
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
        await using NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST {OperationsHost.Route} HTTP/1.1\r\nHost: k2\r\nAuthorization: Bearer {secret}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"Max\":"),
            Cancellation);

        // The key's only place is free, although its half request came first.
        using HttpClient client = host.Client(secret);
        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertSuccessAsync();
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, host.Server.Running);
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_refused()
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Limits:MaxHeaderBytes", "4096"));
        using HttpClient client = host.Client();
        client.DefaultRequestHeaders.Add("x-long", new string('a', 5000));
        using HttpResponseMessage answer = await client.GetAsync("/health", Cancellation);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_gives_its_place_back_and_pays_for_what_it_got()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client(host.Keys.Add("ci", new KeyLimits(Concurrency: 1)).Secret);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var leaving = new HttpClient { BaseAddress = host.Address };
        leaving.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        Task<HttpResponseMessage> answer = leaving.PostAsync(
            OperationsHost.Route, new StringContent("{\"Prompt\":10,\"Max\":5,\"Hold\":true}", null, "application/json"), leave.Token);
        await host.HeldAsync();

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await Answers.UntilAsync(() => host.Server.Running == 0 && host.Entries.Count > 0);

        await OperationsHost.AskAsync(client, new FakeRequest(Max: 1)).AssertSuccessAsync();
        Assert.Equal(Accounting.RequestStatus.Cancelled, host.Entries[0].Status);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
