using System.Net;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Tests.Operations;

namespace K2Sharp.Server.Tests.Keys;

public sealed class KeyAuthenticationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_keys_everyone_on_this_machine_may_ask_and_the_first_key_ends_that()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient anyone = host.Client();
        using HttpClient withSomeKey = host.Client("sk-anything");
        await OperationsHost.AskAsync(anyone, new FakeRequest(Max: 1)).AssertSuccessAsync();
        await OperationsHost.AskAsync(withSomeKey, new FakeRequest(Max: 1)).AssertSuccessAsync();
        Assert.All(host.Entries, entry => Assert.Equal(Caller.LocalId, entry.KeyId));

        (ApiKey key, string secret) = host.Keys.Add("ci", KeyLimits.None);
        await OperationsHost.AskAsync(anyone, new FakeRequest(Max: 1)).AssertErrorAsync(401, ErrorTypes.InvalidAuthentication);
        await OperationsHost.AskAsync(withSomeKey, new FakeRequest(Max: 1)).AssertErrorAsync(401, ErrorTypes.IncorrectApiKey);
        using HttpClient owner = host.Client(secret);
        await OperationsHost.AskAsync(owner, new FakeRequest(Max: 1)).AssertSuccessAsync();
        Assert.Equal(key.Id, host.Entries[^1].KeyId);

        host.Keys.Revoke(key.Id);
        await OperationsHost.AskAsync(owner, new FakeRequest(Max: 1)).AssertErrorAsync(401, ErrorTypes.IncorrectApiKey);
        await OperationsHost.AskAsync(anyone, new FakeRequest(Max: 1)).AssertErrorAsync(401, ErrorTypes.InvalidAuthentication);
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}", true)]
    [InlineData("Authorization", "bearer  {0}", true)]
    [InlineData("x-api-key", "{0}", true)]
    [InlineData("Authorization", "{0}", false)]
    [InlineData("Authorization", "Basic {0}", false)]
    [InlineData("Authorization", "Bearer {0} {0}", false)]
    [InlineData("x-api-key", "Bearer {0}", false)]
    [InlineData("api-key", "{0}", false)]
    public async Task A_key_is_taken_where_OpenAI_s_and_Anthropic_s_clients_put_it(string header, string value, bool isGood)
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        (_, string secret) = host.Keys.Add("ci", KeyLimits.None);
        using HttpClient client = host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, string.Format(value, secret));
        using HttpResponseMessage response = await client.GetAsync("/v1/test/balance", Cancellation);
        Assert.Equal(isGood ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(isGood, !response.Headers.WwwAuthenticate.Any(scheme => scheme.Scheme == "Bearer"));
    }

    [Fact]
    public async Task Addresses_that_do_not_exist_are_not_told_to_strangers_and_health_is()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        (_, string secret) = host.Keys.Add("ci", KeyLimits.None);
        using HttpClient stranger = host.Client();
        using HttpClient owner = host.Client(secret);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/v1/nothing", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync("/v1/nothing", Cancellation)).StatusCode);
        foreach (string path in (string[])["/health", "/health/live", "/health/ready", "/metrics"])
        {
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(path, Cancellation)).StatusCode);
        }
    }

    [Fact]
    public async Task Metrics_can_be_closed()
    {
        await using OperationsHost host = await OperationsHost.StartAsync(("K2:Operations:MetricsNeedKey", "true"));
        (_, string secret) = host.Keys.Add("ci", KeyLimits.None);
        using HttpClient stranger = host.Client();
        using HttpClient owner = host.Client(secret);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/metrics", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/metrics", Cancellation)).StatusCode);
    }

    /// <summary>Wherever a client puts its key, right or wrong, nothing that the server says or writes repeats it.</summary>
    [Fact]
    public async Task A_key_is_in_no_log_line_and_no_answer()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        (_, string good) = host.Keys.Add("ci", new KeyLimits(RequestsPerMinute: 3));
        string bad = ApiKeySecret.Generate();
        List<string> answers = [];
        foreach (string key in (string[])[good, bad])
        {
            using HttpClient client = host.Client();
            foreach ((string header, string value) in new[]
            {
                ("Authorization", "Bearer " + key), ("Authorization", key), ("Authorization", "Basic " + key), ("x-api-key", key), ("x-api-key", key + "x"), ("X-Request-Id", key), ("User-Agent", key),
            })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{OperationsHost.Route}?api_key={key}") { Content = new StringContent("{\"Max\":1}", null, "application/json") };
                request.Headers.TryAddWithoutValidation(header, value);
                answers.Add(await Text(client.SendAsync(request, Cancellation)));
            }

            answers.Add(await Text(client.GetAsync($"/v1/{key}?key={key}", Cancellation)));
            answers.Add(await Text(client.GetAsync("/metrics", Cancellation)));
        }

        string all = string.Join('\n', answers) + host.Log.Text;
        Assert.Contains("req-", host.Log.Text, StringComparison.Ordinal);
        foreach (string key in (string[])[good, bad])
        {
            Assert.DoesNotContain(key[ApiKeySecret.Prefix.Length..], all, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task<string> Text(Task<HttpResponseMessage> response)
    {
        using HttpResponseMessage message = await response;
        return $"{message.Headers} {await message.Content.ReadAsStringAsync(Cancellation)}";
    }
}
