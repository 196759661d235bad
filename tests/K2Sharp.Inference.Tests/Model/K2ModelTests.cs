using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model;

public sealed class K2ModelTests : IDisposable
{
    private static readonly int[] s_tokens = [.. Enumerable.Range(0, 150).Select(i => i * i % 61)];
    private readonly TestCheckpoint _files;
    private readonly Checkpoint _checkpoint;

    public K2ModelTests()
    {
        _files = new TestCheckpoint(Sibling.Kimi with { MaxPositionEmbeddings = 256 }, seed: 11);
        _checkpoint = Checkpoint.Open(_files.DirectoryPath);
    }

    public static TheoryData<KernelPath, AttentionForm> PathsAndForms => new(
        from path in TestPaths.All
        from form in new[] { AttentionForm.Absorbed, AttentionForm.Materialised }
        select (path.Data, form));

    public void Dispose()
    {
        _checkpoint.Dispose();
        _files.Dispose();
    }

    [Theory]
    [MemberData(nameof(PathsAndForms))]
    public void Logits_are_the_same_to_the_bit_whatever_the_threads_and_whatever_shares_the_step(KernelPath path, AttentionForm form)
    {
        TestPaths.Require(path);
        float[] expected = Logits(threads: 1, maxStep: 512, [0]);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            LogitAssert.Same(expected, Logits(threads, 512, [0]), $"{threads} threads");
        }

        LogitAssert.Same(expected, Logits(1, 512, [1]), "one token at a time");
        LogitAssert.Same(expected, Logits(2, 31, [0]), "steps of 31");
        LogitAssert.Same(expected, Logits(3, 512, [1, 17, 2, 64, 66]), "pieces");

        float[] Logits(int threads, int maxStep, int[] pieces)
        {
            using K2Model model = Load(new ModelOptions { Kernels = path, Attention = form, Threads = threads, MaxStepTokens = maxStep });
            return model.AllLogits(model.CreateCache(), s_tokens, pieces);
        }
    }

    [Fact]
    public void Later_tokens_do_not_change_earlier_logits()
    {
        using K2Model model = Load(new ModelOptions { Attention = AttentionForm.Materialised });
        int[] other = [.. s_tokens[..100], .. s_tokens[100..].Reverse()];
        float[] expected = model.AllLogits(model.CreateCache(), s_tokens, [0]);
        float[] actual = model.AllLogits(model.CreateCache(), other, [0]);
        int shared = 100 * model.Config.VocabSize;
        LogitAssert.Same(expected.AsSpan(0, shared), actual.AsSpan(0, shared), "the shared beginning");
        Assert.NotEqual(expected[shared..], actual[shared..]);
    }

    [Fact]
    public void Sequences_in_caches_of_their_own_do_not_meet()
    {
        using K2Model model = Load(new ModelOptions { Attention = AttentionForm.Absorbed });
        float[] expected = model.AllLogits(model.CreateCache(), s_tokens, [0]);
        LatentCache cache = model.CreateCache();
        LatentCache other = model.CreateCache();
        float[] actual = new float[expected.Length];
        for (int t = 0; t < s_tokens.Length; t++)
        {
            model.Forward(cache, s_tokens.AsSpan(t, 1), actual.AsSpan(t * 61, 61), TestContext.Current.CancellationToken);
            model.Forward(other, [t % 61, 3], [], TestContext.Current.CancellationToken);
            other.Truncate(Math.Min(other.Length, 120));
        }

        LogitAssert.Same(expected, actual, "interleaved");
    }

    [Fact]
    public void Truncating_and_computing_again_gives_the_same_logits()
    {
        using K2Model model = Load(new ModelOptions { Attention = AttentionForm.Absorbed });
        LatentCache cache = model.CreateCache();
        float[] expected = model.AllLogits(cache, s_tokens, [0]);
        foreach (int length in new[] { 149, 128, 65, 64, 63, 1, 0 })
        {
            cache.Truncate(length);
            model.Forward(cache, [5, 6, 7], [], TestContext.Current.CancellationToken);
            cache.Truncate(length);
            float[] actual = model.AllLogits(cache, s_tokens[length..], [0]);
            LogitAssert.Same(expected.AsSpan(length * 61), actual, $"from {length}");
            Assert.Equal(s_tokens.Length, cache.Length);
        }
    }

    [Fact]
    public void Only_the_last_rows_are_computed_when_fewer_are_asked_for()
    {
        using K2Model model = Load(new ModelOptions { Attention = AttentionForm.Absorbed, MaxStepTokens = 20 });
        float[] all = model.AllLogits(model.CreateCache(), s_tokens, [0]);
        foreach (int rows in new[] { 0, 1, 2, 19, 20, 21, 150 })
        {
            float[] last = new float[rows * 61];
            LatentCache cache = model.CreateCache();
            model.Forward(cache, s_tokens, last, TestContext.Current.CancellationToken);
            LogitAssert.Same(all.AsSpan(all.Length - last.Length), last, $"{rows} rows");
            Assert.Equal(150, cache.Length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_cancelled_step_leaves_the_cache_as_it_was(int layer)
    {
        using K2Model model = Load(new ModelOptions { Attention = AttentionForm.Absorbed, MaxStepTokens = 40, Threads = 2 });
        float[] expected = model.AllLogits(model.CreateCache(), s_tokens, [0]);
        LatentCache cache = model.CreateCache();
        model.Forward(cache, s_tokens.AsSpan(0, 30), [], TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        var observer = new CancellingObserver(source, layer, firstPosition: 70);
        model.RoutingObserver = observer;

        // Steps of 40 begin at 30, 70 and 110; the one at 70 is cancelled after one of its layers, unless that is the last.
        if (layer == 2)
        {
            float[] rest = new float[120 * 61];
            Assert.Throws<OperationCanceledException>(() => model.Forward(cache, s_tokens.AsSpan(30), rest, source.Token));
            Assert.Equal(110, cache.Length);
        }
        else
        {
            Assert.Throws<OperationCanceledException>(() => model.Forward(cache, s_tokens.AsSpan(30), [], source.Token));
            Assert.Equal(70, cache.Length);
        }

        model.RoutingObserver = null;
        int length = cache.Length;
        LogitAssert.Same(expected.AsSpan(length * 61), model.AllLogits(cache, s_tokens[length..], [0]), "continued");
    }

    [Fact]
    public void A_call_cancelled_before_it_begins_computes_nothing()
    {
        using K2Model model = Load();
        LatentCache cache = model.CreateCache();
        Assert.Throws<OperationCanceledException>(() => model.Forward(cache, s_tokens, [], new CancellationToken(canceled: true)));
        Assert.Equal(0, cache.Length);
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_refused_and_change_nothing()
    {
        using K2Model model = Load();
        LatentCache cache = model.CreateCache(capacity: 10);
        float[] logits = new float[61 * 2];
        Refuses<ArgumentException>([], [], "logits must hold");
        Refuses<ArgumentException>([1], logits, "at most one per new token");
        Refuses<ArgumentException>([1], logits[..60], "whole number of rows");
        Refuses<ArgumentException>([1, 61], [], "token 61 is not in the vocabulary of 61");
        Refuses<ArgumentException>([-1], [], "token -1");
        Refuses<ContextLengthException>(new int[11], [], "11 tokens");
        Assert.Equal(0, cache.Length);

        void Refuses<TException>(int[] tokens, float[] output, string text)
            where TException : Exception
        {
            Exception exception = Assert.Throws<TException>(() => model.Forward(cache, tokens, output, TestContext.Current.CancellationToken));
            Assert.Contains(text, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void A_cache_of_other_dimensions_is_refused()
    {
        using K2Model model = Load();
        foreach (LatentCache cache in new[] { new LatentCache(2, 64, 100), new LatentCache(3, 63, 100), new LatentCache(3, 65, 100) })
        {
            var exception = Assert.Throws<ArgumentException>(() => model.Forward(cache, [1], [], TestContext.Current.CancellationToken));
            Assert.Contains("the model needs 3 of 64", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_larger_cache_does_not_lead_beyond_the_model_s_context()
    {
        using K2Model model = Load();
        var cache = new LatentCache(3, 64, 100_000);
        model.Forward(cache, new int[256], [], TestContext.Current.CancellationToken);
        var exception = Assert.Throws<ContextLengthException>(() => model.Forward(cache, [1], [], TestContext.Current.CancellationToken));
        Assert.Equal(256, exception.ContextLength);
        Assert.Equal(256, cache.Length);
        Assert.Equal(256, model.CreateCache(capacity: 100_000).Capacity);
    }

    [Fact]
    public void After_disposal_every_call_is_refused()
    {
        K2Model model = Load();
        LatentCache cache = model.CreateCache();
        model.Forward(cache, [1], [], TestContext.Current.CancellationToken);
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Forward(cache, [1], [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_second_caller_is_refused_while_the_model_computes()
    {
        using K2Model model = Load();
        LatentCache cache = model.CreateCache();
        var observer = new ReentrantObserver(model);
        model.RoutingObserver = observer;
        model.Forward(cache, [1, 2, 3], [], TestContext.Current.CancellationToken);
        Assert.Equal(2, observer.Refusals);
        model.RoutingObserver = null;
        model.Forward(cache, [1], [], TestContext.Current.CancellationToken);
        Assert.Equal(4, cache.Length);
    }

    [Theory]
    [InlineData("model.layers.1.mlp.gate")]
    [InlineData("model.layers.1.mlp.gate.e_score_correction_bias")]
    [InlineData("model.layers.0.self_attn.q_a_proj")]
    public void NaN_in_the_weights_is_found_by_the_router(string module)
    {
        using var files = new TestCheckpoint(Sibling.Kimi, change: (name, values) => values[^1] = name == module ? float.NaN : values[^1]);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint);
        LatentCache cache = model.CreateCache();
        var exception = Assert.Throws<InferenceException>(() => model.Forward(cache, [1, 2], [], TestContext.Current.CancellationToken));
        Assert.Contains("k2 model verify --data", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, cache.Length);
    }

    [Fact]
    public void Options_out_of_range_are_refused_in_one_line()
    {
        Refuses(new ModelOptions { Threads = 0 }, "threads");
        Refuses(new ModelOptions { Threads = 1025 }, "threads");
        Refuses(new ModelOptions { MaxStepTokens = 0 }, "tokens per step");
        Refuses(new ModelOptions { MaxStepTokens = 8193 }, "tokens per step");
        Refuses(new ModelOptions { LatentNormEps = 0 }, "epsilon");
        Refuses(new ModelOptions { LatentNormEps = float.NaN }, "epsilon");

        void Refuses(ModelOptions options, string text)
        {
            var exception = Assert.Throws<ArgumentException>(() => K2Model.Load(_checkpoint, options));
            Assert.Contains(text, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void INT4_is_refused_where_no_kernel_reads_it()
    {
        using var files = new TestCheckpoint(
            Sibling.Kimi with { KvLoraRank = 64 },
            format: module => module.EndsWith("kv_b_proj", StringComparison.Ordinal) ? WeightFormat.Int4Group32 : TestCheckpoint.Published(module));
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        var exception = Assert.Throws<CheckpointException>(() => K2Model.Load(checkpoint));
        Assert.Contains("model.layers.0.self_attn.kv_b_proj is INT4", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_can_be_cancelled_before_it_and_while_it_lasts()
    {
        using var before = new CancellationTokenSource();
        before.Cancel();
        var options = new ModelOptions { Threads = 1 };
        Assert.Throws<OperationCanceledException>(() => K2Model.Load(_checkpoint, options, new LoadWatch { Cancellation = before.Token }));

        using var meanwhile = new CancellationTokenSource();
        var settings = new ExpertSettings
        {
            FreeBytes = () =>
            {
                meanwhile.Cancel();
                return long.MaxValue;
            },
        };
        Assert.Throws<OperationCanceledException>(() => K2Model.Load(_checkpoint, options, settings, watch: new LoadWatch { Cancellation = meanwhile.Token }));
        Assert.True(meanwhile.IsCancellationRequested);
    }

    private K2Model Load(ModelOptions? options = null) => K2Model.Load(_checkpoint, options ?? new ModelOptions { Threads = 2 });

    private sealed class CancellingObserver(CancellationTokenSource source, int layer, int firstPosition) : IRoutingObserver
    {
        public void OnRouted(int atLayer, int atPosition, ReadOnlySpan<int> experts, ReadOnlySpan<float> factors)
        {
            if (atLayer == layer && atPosition == firstPosition)
            {
                source.Cancel();
            }
        }
    }

    private sealed class ReentrantObserver(K2Model model) : IRoutingObserver
    {
        public int Refusals { get; private set; }

        public void OnRouted(int layer, int firstPosition, ReadOnlySpan<int> experts, ReadOnlySpan<float> factors)
        {
            Assert.Throws<InvalidOperationException>(() => model.Forward(model.CreateCache(), [1], []));
            Assert.Throws<InvalidOperationException>(model.Dispose);
            Refusals++;
        }
    }
}
