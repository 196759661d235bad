using K2Sharp.Server.Ledger;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Tests.Ledger;

public sealed class ModelPriceTests
{
    [Theory]
    [InlineData("kimi-k2-thinking", 1_000_000, 0, 0, "0.60")]
    [InlineData("kimi-k2-thinking", 1_000_000, 1_000_000, 0, "0.15")]
    [InlineData("kimi-k2-thinking", 0, 0, 1_000_000, "2.50")]
    [InlineData("Kimi-K2-Thinking", 1000, 900, 100, "0.000445")]
    [InlineData("kimi-k2-thinking-turbo", 1_000_000, 500_000, 1_000_000, "8.65")]
    [InlineData("k2-nano", 1, 0, 0, "0.0000006")]
    public void Tokens_cost_what_Moonshot_published(string model, int prompt, int cached, int completion, string cost) =>
        Assert.Equal(decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture), Table().Of(model).Cost(prompt, cached, completion));

    [Fact]
    public void No_request_costs_more_than_was_reserved_for_it()
    {
        var price = new ModelPrice(0.15m, 0.60m, 2.50m);
        for (int cached = 0; cached <= 100; cached += 10)
        {
            Assert.InRange(price.Cost(100, cached, 50), 0, price.Most(100, 50));
        }
    }

    [Fact]
    public void The_configuration_replaces_and_adds_prices()
    {
        PriceTable table = Table(("Models:kimi-k2-thinking:Output", "3.123456"), ("Models:mine:CacheMiss", "1"), ("Default", "mine"));
        Assert.Equal(3.123456m, table.Of("kimi-k2-thinking").Cost(0, 0, 1_000_000));
        Assert.Equal(0.60m, table.Of("kimi-k2-thinking").CacheMiss);
        Assert.Equal(1m, table.Of("anything").CacheMiss);
    }

    [Theory]
    [InlineData("Default", "nothing", "not among")]
    [InlineData("Models:kimi-k2-thinking:Output", "-1", "negative")]
    public void A_table_that_makes_no_sense_is_refused_at_start(string key, string value, string part)
    {
        ValidateOptionsResult result = new PriceValidation().Validate(name: null, Options((key, value)));
        Assert.True(result.Failed);
        Assert.Contains(part, result.FailureMessage, StringComparison.Ordinal);
    }

    private static PriceTable Table(params (string Key, string Value)[] settings) => new(Microsoft.Extensions.Options.Options.Create(Options(settings)));

    private static PriceOptions Options(params (string Key, string Value)[] settings)
    {
        var options = new PriceOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build().Bind(options);
        return options;
    }
}
