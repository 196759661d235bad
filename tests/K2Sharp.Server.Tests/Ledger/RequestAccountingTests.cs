using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;
using K2Sharp.Server.Tests.Operations;

namespace K2Sharp.Server.Tests.Ledger;

public sealed class RequestAccountingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_s_row_is_there_when_the_answer_is()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        (ApiKey key, string secret) = host.Keys.Add("ci", KeyLimits.None);
        using HttpClient client = host.Client(secret);
        List<string> ids = [];
        for (int i = 1; i <= 20; i++)
        {
            using HttpResponseMessage answer = await OperationsHost.AskAsync(client, new FakeRequest(Prompt: i, Max: i));
            ids.Add(Assert.Single(answer.Headers.GetValues("x-request-id")));
            Assert.Equal(ids, host.Entries.Select(entry => entry.Id));
        }

        LedgerEntry last = host.Entries[^1];
        Assert.Equal((key.Id, "kimi-k2-thinking", OperationsHost.Route, 20, 20), (last.KeyId, last.Model, last.Endpoint, last.PromptTokens, last.CompletionTokens));
        Assert.Equal(((20 * 0.60m) + (20 * 2.50m)) / 1_000_000, last.Cost);
    }

    [Fact]
    public async Task The_balance_is_what_is_left_of_a_credit_or_what_is_owed()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient paid = host.Client(host.Keys.Add("paid", new KeyLimits(Credit: 0.01m)).Secret);
        using HttpClient owing = host.Client(host.Keys.Add("owing", KeyLimits.None).Secret);
        foreach (HttpClient client in (HttpClient[])[paid, owing])
        {
            await OperationsHost.AskAsync(client, new FakeRequest(Prompt: 1000, Max: 1000)).AssertSuccessAsync();
        }

        await AssertBalance(paid, available: 0.0069m, voucher: 0.0069m, cash: 0);
        await AssertBalance(owing, available: -0.0031m, voucher: 0, cash: -0.0031m);
        await OperationsHost.AskAsync(paid, new FakeRequest(Prompt: 1000, Max: 3000)).AssertErrorAsync(429, ErrorTypes.ExceededCurrentQuota);
        await AssertBalance(paid, available: 0.0069m, voucher: 0.0069m, cash: 0);
    }

    [Fact]
    public async Task A_credit_cannot_be_passed_by_asking_all_at_once()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client(host.Keys.Add("paid", new KeyLimits(Credit: 0.01m)).Secret);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => OperationsHost.AskAsync(client, new FakeRequest(Prompt: 1000, Max: 400))));
        Assert.Equal(6, answers.Count(answer => answer.IsSuccessStatusCode));
        Assert.InRange(host.Entries.Sum(entry => entry.Cost), 0.0090m, 0.01m);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    private static async Task AssertBalance(HttpClient client, decimal available, decimal voucher, decimal cash)
    {
        JsonElement balance = await client.GetAsync("/v1/test/balance", Cancellation).AssertSuccessAsync();
        Assert.Equal(
            (available, voucher, cash),
            (balance.GetProperty("available").GetDecimal(), balance.GetProperty("voucher").GetDecimal(), balance.GetProperty("cash").GetDecimal()));
    }
}
