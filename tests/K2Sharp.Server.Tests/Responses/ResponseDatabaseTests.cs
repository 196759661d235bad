using System.Text.Json;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Store;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Tests.Responses;

public sealed class ResponseDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset s_begin = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly TemporaryState _state = new();
    private readonly ResponseDatabase _database;

    public ResponseDatabaseTests() => _database = new ResponseDatabase(_state.State.ResponsesFile);

    public void Dispose()
    {
        _database.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void A_chain_has_the_items_of_all_its_responses_in_order()
    {
        Add("a", null, 0);
        Add("b", "a", 1);
        Add("c", "b", 2);
        Assert.Equal(["in a", "out a", "in b", "out b", "in c", "out c"], _database.Chain("key", "c")!.Select(item => item.Id));
        Assert.Equal(["in a", "out a"], _database.Chain("key", "a")!.Select(item => item.Id));
        Assert.Null(_database.Chain("other", "c"));
        Assert.Null(_database.Chain("key", "none"));
        Assert.Equal(["in b"], _database.Input("b").Select(item => item.Id));
    }

    [Fact]
    public void A_chain_whose_middle_was_removed_is_none()
    {
        Add("a", null, 0);
        Add("b", "a", 1);
        Add("c", "b", 2);
        Assert.False(_database.Remove("other", "b"));
        Assert.True(_database.Remove("key", "b"));
        Assert.Null(_database.Chain("key", "c"));
        Assert.Null(_database.FindItem("key", "in b"));
        Assert.NotNull(_database.Chain("key", "a"));
    }

    [Fact]
    public void A_sweep_keeps_what_a_later_response_goes_on_from()
    {
        Add("a", null, 0);
        Add("b", "a", 1);
        Add("c", "b", 10);
        Add("alone", null, 1);
        Assert.Equal(1, _database.Sweep(s_begin.AddDays(5)));
        Assert.Null(_database.Find("key", "alone"));
        Assert.Null(_database.FindItem("key", "in alone"));
        Assert.Equal(6, _database.Chain("key", "c")!.Count);
        Assert.Equal(3, _database.Sweep(s_begin.AddDays(11)));
        Assert.Null(_database.Find("key", "a"));
    }

    [Fact]
    public void What_is_kept_outlives_the_process()
    {
        Add("a", null, 0);
        _database.Dispose();
        using var again = new ResponseDatabase(_state.State.ResponsesFile);
        Assert.Equal("""{"id":"a"}""", again.Find("key", "a"));
        Assert.Null(again.Find("other", "a"));
        Assert.Null(again.FindItem("other", "in a"));
    }

    [Fact]
    public void An_item_that_is_nested_as_deep_as_a_request_may_be_is_read_back()
    {
        string json = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));
        var deep = new InputItem("deep", JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 512 }));
        _database.Add(new StoredResponse("key", "d", null, s_begin, JsonElement.Parse("{}"), [deep], []));
        Assert.Equal(json, _database.Input("d")[0].Json.GetRawText());
    }

    [Fact]
    public async Task The_sweep_comes_again_and_again()
    {
        var clock = new ManualClock();
        var options = Options.Create(new ResponseStoreOptions { Path = _state.State.ResponsesFile, Retention = TimeSpan.FromDays(2), SweepInterval = TimeSpan.FromHours(1) });
        using var file = new ResponseFile(new ServiceCollection().BuildServiceProvider(), options);
        using var sweep = new ResponseSweep(new ResponseStore(file, options, clock), options, clock, NullLogger<ResponseSweep>.Instance);
        _database.Add(new StoredResponse("key", "old", null, clock.GetUtcNow(), JsonElement.Parse("{}"), [], []));
        await sweep.StartAsync(TestContext.Current.CancellationToken);
        await clock.WaitForTimerAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        Assert.NotNull(_database.Find("key", "old"));
        clock.Advance(TimeSpan.FromDays(3));
        while (_database.Find("key", "old") is not null)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await sweep.StopAsync(TestContext.Current.CancellationToken);
    }

    private void Add(string id, string? previous, int day) => _database.Add(new StoredResponse(
        "key", id, previous, s_begin.AddDays(day), JsonElement.Parse($$"""{"id":"{{id}}"}"""), [Item($"in {id}")], [Item($"out {id}")]));

    private static InputItem Item(string id) => new(id, JsonElement.Parse($$"""{"id":"{{id}}"}"""));
}
