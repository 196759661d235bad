using CsCheck;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Cache;

public sealed class PagedCacheTests
{
    private static readonly CacheLayout s_layout = new(2, 8, 4, CacheFormat.BFloat16);

    [Fact]
    public void A_layout_counts_bytes_of_every_format()
    {
        Assert.Equal((24, 64L * 24 * 2), (s_layout.EntryBytes, s_layout.BlockBytes));
        Assert.Equal(48, (s_layout with { Format = CacheFormat.Float32 }).EntryBytes);
        Assert.Equal(20, (s_layout with { Format = CacheFormat.Int8 }).EntryBytes);
    }

    [Fact]
    public void The_next_turn_finds_all_that_the_last_one_computed()
    {
        var cache = new PagedCache(s_layout, 10);
        int[] turn = Tokens(150);
        Run(cache, null, turn, computed: 149);
        Assert.Equal((0, 3), (cache.Used, cache.Kept));
        var table = new SequenceBlocks();
        Assert.Equal(149, cache.TryOpen(table, null, [.. turn, 7, 8, 9], reserve: 0));

        // The half-filled block was nobody's: it is gone on with, not copied.
        Assert.Equal((3, 3, 0), (table.Count, cache.Used, cache.Kept));
        cache.Close(table, null, turn.AsSpan(0, 149));
        Assert.Equal((0, 3), (cache.Used, cache.Kept));
    }

    [Fact]
    public void At_least_the_last_token_is_left_to_compute()
    {
        var cache = new PagedCache(s_layout, 10);
        int[] tokens = Tokens(128);
        Run(cache, null, tokens, computed: 128);
        var table = new SequenceBlocks();
        Assert.Equal(127, cache.TryOpen(table, null, tokens, reserve: 0));
        Assert.Equal(3, cache.Used + cache.Kept);
    }

    [Fact]
    public void Salts_keep_tenants_apart()
    {
        var cache = new PagedCache(s_layout, 20);
        int[] tokens = Tokens(100);
        Run(cache, "a", tokens, 100);
        Assert.Equal(0, Found("b"));
        Assert.Equal(0, Found(null));
        Assert.Equal(99, Found("a"));
        cache.Clear();
        Assert.Equal(0, Found("a"));

        int Found(string? salt)
        {
            var table = new SequenceBlocks();
            int found = cache.TryOpen(table, salt, tokens, reserve: 0);
            cache.Close(table, salt, tokens.AsSpan(0, found));
            return found;
        }
    }

    [Fact]
    public void The_block_unused_longest_goes_first_and_never_one_that_is_used()
    {
        var cache = new PagedCache(s_layout, 4);
        int[] old = Tokens(64, seed: 1);
        int[] recent = Tokens(64, seed: 2);
        Run(cache, null, old, 64);
        Run(cache, null, recent, 64);
        Run(cache, null, [.. old, 1], 64);
        var table = new SequenceBlocks();
        Assert.Equal(64, cache.TryOpen(table, null, [.. old, 5], reserve: 0));
        Assert.True(cache.TryGrow(table, 4 * 64));
        Assert.False(cache.TryGrow(table, 5 * 64));
        Assert.Equal((4, 0, 0), (cache.Used, cache.Kept, cache.Available));
        cache.Close(table, null, old);
        Assert.Equal(0, cache.TryOpen(new SequenceBlocks(), null, [.. recent, 5], reserve: 0));
    }

    [Fact]
    public void A_sequence_that_would_not_fit_beside_the_others_is_not_opened()
    {
        var cache = new PagedCache(s_layout, 5);
        var first = new SequenceBlocks();
        Assert.Equal(0, cache.TryOpen(first, null, Tokens(100), reserve: 0));
        Assert.True(cache.TryGrow(first, 100));
        Assert.Equal(-1, cache.TryOpen(new SequenceBlocks(), null, Tokens(200, seed: 2), reserve: 0));
        Assert.Equal(-1, cache.TryOpen(new SequenceBlocks(), null, Tokens(192, seed: 2), reserve: 1));
        Assert.Equal(0, cache.TryOpen(new SequenceBlocks(), null, Tokens(192, seed: 2), reserve: 0));
    }

    [Fact]
    public void Two_that_compute_the_same_share_one_block_afterwards()
    {
        var cache = new PagedCache(s_layout, 10);
        int[] tokens = Tokens(130);
        var first = new SequenceBlocks();
        var second = new SequenceBlocks();
        Assert.Equal(0, cache.TryOpen(first, null, tokens, 0));
        Assert.Equal(0, cache.TryOpen(second, null, tokens, 0));
        Assert.True(cache.TryGrow(first, 64));
        Assert.True(cache.TryGrow(second, 64));
        Assert.NotEqual(first[0], second[0]);
        cache.Commit(first, null, tokens.AsSpan(0, 64));
        cache.Commit(second, null, tokens.AsSpan(0, 64));
        Assert.Equal(first[0], second[0]);
        Assert.Equal((1, 2), (cache.Used, cache.References(first[0])));

        // What the first one computes on, the second one finds.
        Assert.True(cache.TryGrow(first, 128));
        cache.Commit(first, null, tokens.AsSpan(0, 128));
        Assert.Equal(64, cache.Extend(second, tokens));
        Assert.Equal(first[1], second[1]);
    }

    /// <summary>Against a plain list of everything that was computed: what is found was computed, and what nothing has pushed out is found.</summary>
    [Fact]
    public void Random_sequences_leak_nothing_and_find_only_what_was_computed()
    {
        Gen.Select(Gen.ULong, Gen.Int[4, 30]).Sample((seed, blocks) =>
        {
            var random = new TestRandom(seed);
            var cache = new PagedCache(s_layout, blocks);
            var computed = new List<(string? Salt, int[] Tokens)>();
            var open = new List<(SequenceBlocks Table, string? Salt, int[] Tokens, int Computed)>();
            for (int step = 0; step < 60; step++)
            {
                if (open.Count < 3 && random.Next(2) == 0)
                {
                    // Two possible tokens and block-sized repetitions: many sequences share their beginnings.
                    string? salt = random.Next(4) == 0 ? "s" : null;
                    int[] tokens = new int[1 + random.Next(200)];
                    for (int i = 0; i < tokens.Length; i++)
                    {
                        tokens[i] = i % 50 == 0 ? random.Next(2) : 0;
                    }

                    var table = new SequenceBlocks();
                    int found = cache.TryOpen(table, salt, tokens, 0);
                    if (found < 0)
                    {
                        Assert.Equal(0, table.Count);
                        continue;
                    }

                    Assert.True(found < tokens.Length && found <= table.Capacity);
                    Assert.True(found == 0 || computed.Any(old => string.Equals(old.Salt, salt, StringComparison.Ordinal) && old.Tokens.AsSpan().CommonPrefixLength(tokens) >= found));
                    open.Add((table, salt, tokens, found));
                }
                else if (open.Count > 0)
                {
                    int place = random.Next(open.Count);
                    (SequenceBlocks table, string? salt, int[] tokens, int done) = open[place];
                    open.RemoveAt(place);
                    int target = Math.Min(tokens.Length, done + 1 + random.Next(90));
                    bool grown = cache.TryGrow(table, target);
                    if (grown)
                    {
                        done = target;
                        cache.Commit(table, salt, tokens.AsSpan(0, done));
                        computed.Add((salt, tokens[..done]));
                    }

                    if (!grown || random.Next(3) == 0)
                    {
                        cache.Close(table, salt, tokens.AsSpan(0, done));
                        Assert.Equal(0, table.Count);
                    }
                    else
                    {
                        open.Add((table, salt, tokens, done));
                    }
                }

                HashSet<int> held = [.. open.SelectMany(sequence => Enumerable.Range(0, sequence.Table.Count).Select(i => sequence.Table[i]))];
                Assert.Equal(held.Count, cache.Used);
                Assert.All(held, block => Assert.Equal(
                    open.Sum(sequence => Enumerable.Range(0, sequence.Table.Count).Count(i => sequence.Table[i] == block)), cache.References(block)));
            }

            open.ForEach(sequence => cache.Close(sequence.Table, sequence.Salt, sequence.Tokens.AsSpan(0, sequence.Computed)));
            Assert.Equal((0, blocks), (cache.Used, cache.Available));
            cache.Clear();
            Assert.Equal(0, cache.Kept);
        });
    }

    private static int[] Tokens(int count, int seed = 0) => [.. Enumerable.Range(0, count).Select(i => (i * 7) + seed)];

    private static void Run(PagedCache cache, string? salt, int[] tokens, int computed)
    {
        var table = new SequenceBlocks();
        Assert.True(cache.TryOpen(table, salt, tokens, 0) >= 0);
        Assert.True(cache.TryGrow(table, computed));
        cache.Close(table, salt, tokens.AsSpan(0, computed));
    }
}
