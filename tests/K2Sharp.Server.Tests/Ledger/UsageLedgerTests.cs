using CsCheck;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Ledger;
using K2Sharp.Server.Tests.Operations;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Server.Tests.Ledger;

public sealed class UsageLedgerTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TemporaryState _state = new();
    private readonly LedgerDatabase _database;
    private readonly UsageLedger _ledger;

    public UsageLedgerTests()
    {
        _database = new LedgerDatabase(_state.State.LedgerFile);
        _ledger = new UsageLedger(_database);
    }

    [Fact]
    public async Task An_entry_comes_back_as_it_was_given()
    {
        LedgerEntry entry = Entry("req-1", "key-1", 100, 0.00012345678901m) with { Status = RequestStatus.TimedOut, CachedTokens = 64, CompletionTokens = 7, ReasoningTokens = 5 };
        Assert.True(await _ledger.AppendAsync(entry));
        Assert.Equal(entry, Assert.Single(_database.Entries()));
        Assert.Equal(new LedgerAccount(1, 107, 0.00012345678901m), _database.Account("key-1"));
    }

    [Fact]
    public async Task A_request_is_booked_once_however_often_it_is_given()
    {
        bool[] isNew = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _ledger.AppendAsync(Entry("req-1", "key-1", 100 + i, 1m))));
        Assert.Single(isNew, first => first);
        Assert.Equal(_database.Account("key-1").Tokens, Assert.Single(_database.Entries()).PromptTokens);
        Assert.Equal(1m, _database.Account("key-1").Spent);
    }

    [Fact]
    public async Task A_key_s_account_is_the_exact_sum_of_its_rows()
    {
        (int Key, int Prompt, int Parts)[] requests = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 200_000], Gen.Int[0, 9_999_999]).Array[500].Single();
        await Task.WhenAll(requests.Select((request, i) => _ledger.AppendAsync(Entry($"req-{i}", $"key-{request.Key}", request.Prompt, request.Parts / 10_000_000_000m))));
        IReadOnlyList<LedgerEntry> rows = _database.Entries();
        Assert.Equal(requests.Length, rows.Count);
        foreach (IGrouping<string, LedgerEntry> key in rows.GroupBy(row => row.KeyId))
        {
            Assert.Equal(new LedgerAccount(key.Count(), key.Sum(row => (long)row.PromptTokens), key.Sum(row => row.Cost)), _database.Account(key.Key));
        }

        Assert.Equal(rows.Sum(row => row.Cost), _database.Accounts().Values.Sum(account => account.Spent));
        Assert.Equal(new LedgerAccount(0, 0, 0), _database.Account("key-none"));
    }

    [Fact]
    public async Task What_was_awaited_is_on_the_disk_before_anything_is_closed()
    {
        await _ledger.AppendAsync(Entry("req-1", "key-1", 100, 1m));
        using var copy = new TemporaryState();
        foreach (string file in Directory.EnumerateFiles(_state.Root))
        {
            await using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using FileStream to = File.Create(Path.Combine(copy.Root, Path.GetFileName(file)));
            await from.CopyToAsync(to, TestContext.Current.CancellationToken);
        }

        using var other = new LedgerDatabase(copy.State.LedgerFile);
        Assert.Single(other.Entries());
    }

    [Fact]
    public async Task Tokens_are_found_by_the_time_of_their_end()
    {
        await _ledger.AppendAsync(Entry("req-1", "key-1", 100, 0) with { Finished = s_time.AddHours(-2) });
        await _ledger.AppendAsync(Entry("req-2", "key-1", 30, 0) with { CompletionTokens = 3 });
        await _ledger.AppendAsync(Entry("req-3", "key-2", 500, 0));
        Assert.Equal([(s_time, 33L)], _database.TokensSince("key-1", s_time.AddHours(-1)));
    }

    [Fact]
    public async Task A_request_that_cannot_be_booked_is_told_so_and_the_next_one_is_booked()
    {
        using (var connection = new SqliteConnection($"Data Source={_state.State.LedgerFile}"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TRIGGER full BEFORE INSERT ON requests WHEN NEW.id = 'req-bad' BEGIN SELECT RAISE(ABORT, 'disk full'); END";
            command.ExecuteNonQuery();
        }

        IOException exception = await Assert.ThrowsAsync<IOException>(() => _ledger.AppendAsync(Entry("req-bad", "key-1", 1, 1m)));
        Assert.Contains("disk full", exception.Message, StringComparison.Ordinal);
        Assert.True(await _ledger.AppendAsync(Entry("req-good", "key-1", 1, 1m)));
        Assert.Equal(1m, _database.Account("key-1").Spent);
    }

    [Fact]
    public async Task What_waits_is_written_before_the_ledger_ends()
    {
        Task<bool>[] waiting = [.. Enumerable.Range(0, 1000).Select(i => _ledger.AppendAsync(Entry($"req-{i}", "key-1", 1, 0)))];
        _ledger.Dispose();
        await Task.WhenAll(waiting);
        Assert.Equal(1000, _database.Entries().Count);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _database.Dispose();
        _state.Dispose();
    }

    private static LedgerEntry Entry(string id, string key, int prompt, decimal cost) =>
        new(id, key, "/v1/chat/completions", "kimi-k2-thinking", s_time, s_time, RequestStatus.Completed, prompt, 0, 0, 0, cost);
}
