using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Tests.Kernels;
using K2Sharp.TestData;
using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Tests.Model.Experts;

/// <summary>A memory budget changes where experts come from, and nothing else.</summary>
public sealed class BudgetedModelTests
{
    private static readonly int[] s_tokens = [.. Enumerable.Range(0, 90).Select(i => i * i % 61)];

    public static TheoryData<KernelPath, string, int> Budgets => new(
        from path in TestPaths.All
        from name in new[] { "kimi", "all INT4", "odd sizes", "all float32, tied", "no shared expert", "INT4 experts of 32, every second layer" }
        from extra in new[] { 0, 1, 5 }
        select (path.Data, name, extra));

    [Theory]
    [MemberData(nameof(Budgets))]
    public void Logits_are_those_of_mapped_weights_to_the_bit(KernelPath path, string name, int extraSlots)
    {
        TestPaths.Require(path);
        Sibling sibling = Sibling.All[name];
        using var files = new ExpertCheckpoint(sibling.Config, sibling.Format);
        int slots = sibling.Config.ExpertsPerToken + extraSlots;
        var options = new ModelOptions { Kernels = path, Threads = 2, MaxStepTokens = 64, Attention = AttentionForm.Absorbed };
        using K2Model mapped = files.Load(null, options);
        using K2Model budgeted = files.Load(slots, options);

        // The prompt's steps use all experts of a layer, far more than there are slots; then single tokens.
        int[] pieces = [64, 1, 1, 1, 9, 1];
        float[] expected = mapped.AllLogits(mapped.CreateCache(), s_tokens, pieces);
        LogitAssert.Same(expected, budgeted.AllLogits(budgeted.CreateCache(), s_tokens, pieces), $"{slots} slots");
        LogitAssert.Same(expected, budgeted.AllLogits(budgeted.CreateCache(), s_tokens, [1]), "one token at a time");
        ExpertStatistics statistics = budgeted.Experts!.Value;
        Assert.True(statistics.Misses > 0 && statistics.BytesRead > 0);
        Assert.Null(mapped.Experts);
        Assert.Empty(mapped.Notes);
        Assert.Contains(budgeted.Notes, note => note.Contains($"{slots} of {files.Catalog.Places.Length} experts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ActivationPrecision.Float32)]
    [InlineData(ActivationPrecision.Int16)]
    [InlineData(ActivationPrecision.Int8)]
    public void Golden_models_give_the_same_logits_with_the_smallest_budget(ActivationPrecision activations)
    {
        using var files = new ExpertCheckpoint(SharedData.MiniModel);
        var options = new ModelOptions { Threads = 2, Activations = activations, MaxStepTokens = 48, Attention = AttentionForm.Absorbed };
        using K2Model mapped = files.Load(null, options);
        using K2Model budgeted = files.Load(mapped.Config.ExpertsPerToken, options);
        int[] tokens = [.. Enumerable.Range(0, 70).Select(i => i * 37 % mapped.Config.VocabSize)];
        LogitAssert.Same(
            mapped.AllLogits(mapped.CreateCache(128), tokens, [48, 1]), budgeted.AllLogits(budgeted.CreateCache(128), tokens, [48, 1]), "k2-mini");
    }

    [Fact]
    public void What_fits_wholly_is_mapped()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using K2Model model = K2Model.Load(files.Checkpoint, new ModelOptions { Threads = 1, Memory = 8L << 30 });
        Assert.Null(model.Experts);
        Assert.Empty(model.Notes);
    }

    [Fact]
    public void Without_a_budget_free_memory_decides()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        var options = new ModelOptions { Threads = 1, MaxStepTokens = 64 };
        using K2Model mapped = files.Load(null, options);
        ModelMemory size = files.Memory(mapped.BufferBytes);
        long all = size.DenseBytes + size.ExpertBytes + size.BufferBytes;
        using K2Model fits = K2Model.Load(files.Checkpoint, options, files.Settings with { FreeBytes = () => all });
        Assert.Null(fits.Experts);

        // What is free would hold neither the process nor a token's experts: mapped weights, as ever, are better than a refusal.
        using K2Model tight = K2Model.Load(files.Checkpoint, options, files.Settings with { FreeBytes = () => all - 1 });
        Assert.Null(tight.Experts);
        Assert.Null(tight.CacheShareBytes);
    }

    [Fact]
    public void A_budget_that_is_too_small_is_refused_in_one_line_that_says_what_is_needed()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        var exception = Assert.Throws<ArgumentException>(() => K2Model.Load(files.Checkpoint, new ModelOptions { Threads = 1, Memory = 100_000_000 }));
        Assert.DoesNotContain('\n', exception.Message);
        foreach (string text in new[] { "100.0 MB is too small", "it needs 5", "weights of every token", "cache", "buffers", "536.9 MB for the process", "the 3 experts of a token" })
        {
            Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        }

        Assert.Contains("memory budget", Assert.Throws<ArgumentException>(() => new ModelOptions { Memory = 0 }.Validate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_direct_reads_become_ordinary_ones()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using K2Model mapped = files.Load(null);
        float[] expected = mapped.AllLogits(mapped.CreateCache(), s_tokens, [40, 1]);
        using (K2Model model = files.Load(4, settings: files.Settings with { OpenDirect = _ => null }))
        {
            LogitAssert.Same(expected, model.AllLogits(model.CreateCache(), s_tokens, [40, 1]), "not opened");
            Assert.False(model.Experts!.Value.IsDirect);
            Assert.Contains(model.Notes, note => note.Contains("no direct reads", StringComparison.Ordinal));
        }

        // A file system may take the flag and refuse the read; here the handle does.
        using (K2Model model = files.Load(4, settings: files.Settings with { OpenDirect = WriteOnly }))
        {
            LogitAssert.Same(expected, model.AllLogits(model.CreateCache(), s_tokens, [40, 1]), "not read");
            Assert.False(model.Experts!.Value.IsDirect);
        }

        static SafeFileHandle WriteOnly(string path) => File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, options: FileOptions.DeleteOnClose);
    }

    [Fact]
    public void A_cancelled_step_can_be_computed_again()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using K2Model mapped = files.Load(null);
        float[] expected = mapped.AllLogits(mapped.CreateCache(), s_tokens, [0]);
        using K2Model model = files.Load(3);
        for (int i = 0; i < 4; i++)
        {
            using var source = new CancellationTokenSource();
            LatentCache cache = model.CreateCache();
            model.RoutingObserver = new Observer(source.Cancel);
            Assert.Throws<OperationCanceledException>(() => model.Forward(cache, s_tokens.AsSpan(0, 30 + i), [], source.Token));
            model.RoutingObserver = null;
            LogitAssert.Same(expected, model.AllLogits(cache, s_tokens, [0]), $"after {i + 1} cancelled steps");
        }
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using K2Model model = files.Load(5);
        LatentCache cache = model.CreateCache(128);
        float[] logits = new float[model.Config.VocabSize];
        cache.Reserve(100);
        CancellationToken token = TestContext.Current.CancellationToken;
        for (int i = 0; i < 40; i++)
        {
            model.Forward(cache, s_tokens.AsSpan(i, 1), logits, token);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 40; i < 80; i++)
        {
            model.Forward(cache, s_tokens.AsSpan(i, 1), logits, token);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_hot_set_survives_a_restart()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        const int Slots = 12;
        using (K2Model model = files.Load(Slots))
        {
            model.AllLogits(model.CreateCache(), s_tokens, [1]);
        }

        Assert.True(File.Exists(files.HotFile));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(files.HotFile)!));
        using K2Model again = files.Load(Slots);
        Assert.True(SpinWait.SpinUntil(() => again.Experts!.Value.BytesRead >= Slots / 2 * files.Mapped(1, 0).ByteCount, TimeSpan.FromSeconds(60)));
        Assert.Equal(0, again.Experts!.Value.Hits + again.Experts!.Value.Misses);
        Assert.Single(again.Notes);
        again.AllLogits(again.CreateCache(), s_tokens[..4], [1]);
        Assert.True(again.Experts!.Value.Hits > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":2,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[]}")]
    [InlineData("{\"version\":1,\"layers\":[1],\"experts_per_layer\":12,\"uses\":[]}")]
    [InlineData("{\"version\":1,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[[0,1,1]]}")]
    [InlineData("{\"version\":1,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[[1,12,1]]}")]
    [InlineData("{\"version\":1,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[[1,1,-1]]}")]
    [InlineData("{\"version\":1,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[[1,1,1],[1,1,2]]}")]
    [InlineData("{\"version\":1,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[[1]]}")]
    [InlineData("{\"version\":1,\"layers\":[1,2],\"experts_per_layer\":12,\"uses\":[[1,1e9,1]]}")]
    public void A_damaged_file_is_ignored_with_a_note_and_replaced(string content)
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        File.WriteAllText(files.HotFile, content);
        using (K2Model model = files.Load(6))
        {
            string note = Assert.Single(model.Notes, note => note.Contains("is ignored", StringComparison.Ordinal));
            Assert.DoesNotContain('\n', note);
            Assert.Contains(files.HotFile, note, StringComparison.Ordinal);
            model.Forward(model.CreateCache(), s_tokens, [], TestContext.Current.CancellationToken);
        }

        using K2Model again = files.Load(6);
        Assert.DoesNotContain(again.Notes, note => note.Contains("is ignored", StringComparison.Ordinal));
    }

    private sealed class Observer(Action action) : IRoutingObserver
    {
        public void OnRouted(int layer, int firstPosition, ReadOnlySpan<int> experts, ReadOnlySpan<float> factors) => action();
    }
}
