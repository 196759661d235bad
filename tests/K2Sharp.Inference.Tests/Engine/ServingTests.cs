using System.Threading.Channels;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Tests.Model;

namespace K2Sharp.Inference.Tests.Engine;

/// <summary>An engine with many requests at once.</summary>
public sealed class ServingTests : IDisposable
{
    private static readonly SamplingOptions s_greedy = new() { Temperature = 0 };
    private readonly TestCheckpoint _files = new(Sibling.Kimi with { VocabSize = 640, MaxPositionEmbeddings = 512, EosTokenIds = [386] }, seed: 8);
    private readonly List<K2Engine> _engines = [];

    public void Dispose()
    {
        _engines.ForEach(engine => engine.Dispose());
        _files.Dispose();
    }

    [Fact]
    public async Task Requests_of_many_callers_are_answered_as_alone()
    {
        K2Engine engine = Load();
        K2Engine alone = Load();
        GenerationRequest[] requests = [.. Enumerable.Range(0, 12).Select(i => Request(10 + (i * 9), 30) with
        {
            Sampling = new SamplingOptions { Seed = i, Temperature = i % 3 },
            CacheSalt = i % 2 == 0 ? null : "other",
        })];
        int[][] answers = await Task.WhenAll(requests.Select(request => Task.Run(async () => Tokens(await ReadAsync(Submit(engine, request))))));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.Equal(Tokens(alone.Generate(requests[i], TestContext.Current.CancellationToken)), answers[i]);
        }

        EngineStatistics statistics = engine.Statistics;
        Assert.Equal((0, 0, 0), (statistics.Running, statistics.Waiting, statistics.UsedCacheBlocks));
        Assert.Equal(12 * 30, statistics.GeneratedTokens);
        Assert.True(statistics.Steps < statistics.GeneratedTokens);
    }

    [Fact]
    public async Task A_cancelled_request_ends_with_that_reason_and_frees_its_place()
    {
        K2Engine engine = Load();
        using var source = new CancellationTokenSource();
        ChannelReader<GenerationEvent> events = engine.Submit(Request(20, 400), source.Token);
        Assert.IsType<PromptProgress>(await events.ReadAsync(TestContext.Current.CancellationToken));
        await source.CancelAsync();
        List<GenerationEvent> rest = await ReadAsync(events);
        GenerationFinished end = Assert.IsType<GenerationFinished>(rest[^1]);
        Assert.Contains(end.Reason, new[] { StopReason.Cancelled, StopReason.Length });
        Assert.Equal(Tokens(rest).Length, end.Usage.CompletionTokens);

        // Cancelled before it is taken up, it is told so as well.
        rest = await ReadAsync(engine.Submit(Request(20, 4), source.Token));
        Assert.Equal(new GenerationFinished(StopReason.Cancelled, new GenerationUsage(20, 0, 0)), Assert.Single(rest));
    }

    [Fact]
    public async Task More_waiting_requests_than_the_queue_holds_are_refused()
    {
        K2Engine engine = Load(new EngineOptions { MaxQueued = 2, MaxRunning = 1 });
        using var gate = new GatedConstraint();
        var answers = new List<ChannelReader<GenerationEvent>> { Submit(engine, Request(5, 3) with { Constraint = gate }) };
        await gate.Reached.WaitAsync(TestContext.Current.CancellationToken);
        answers.Add(Submit(engine, Request(5, 3)));
        answers.Add(Submit(engine, Request(5, 3)));
        var exception = Assert.Throws<EngineBusyException>(() => Submit(engine, Request(5, 3)));
        Assert.Contains("2 requests are waiting", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, engine.Statistics.Waiting);
        gate.Open();
        foreach (ChannelReader<GenerationEvent> events in answers)
        {
            Assert.Equal(3, Tokens(await ReadAsync(events)).Length);
        }
    }

    [Fact]
    public async Task A_draining_engine_finishes_what_it_has_and_refuses_the_rest()
    {
        K2Engine engine = Load();
        using var gate = new GatedConstraint();
        ChannelReader<GenerationEvent> events = Submit(engine, Request(5, 3) with { Constraint = gate });
        await gate.Reached.WaitAsync(TestContext.Current.CancellationToken);
        Task drained = engine.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Throws<EngineStoppedException>(() => Submit(engine, Request(5, 3)));
        Assert.False(drained.IsCompleted);
        gate.Open();
        Assert.Equal(3, Tokens(await ReadAsync(events)).Length);
        await drained;
        await engine.DrainAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Disposal_ends_every_request()
    {
        K2Engine engine = Load(new EngineOptions { MaxRunning = 1 });
        using var gate = new GatedConstraint();
        ChannelReader<GenerationEvent> running = Submit(engine, Request(5, 3) with { Constraint = gate });
        ChannelReader<GenerationEvent> waiting = Submit(engine, Request(5, 3));
        await gate.Reached.WaitAsync(TestContext.Current.CancellationToken);
        Task disposal = Task.Run(engine.Dispose, TestContext.Current.CancellationToken);
        gate.Open();
        await disposal;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ReadAsync(waiting));
        try
        {
            await ReadAsync(running);
        }
        catch (ObjectDisposedException)
        {
            // It may also have been faster.
        }

        Assert.Throws<ObjectDisposedException>(() => Submit(engine, Request(5, 3)));
    }

    [Fact]
    public void The_cache_s_size_follows_the_options_and_bounds_the_context()
    {
        Assert.Equal((512, 512L * 64), (Load().ContextLength, Load().CacheTokens));
        K2Engine small = Load(new EngineOptions { CacheTokens = 100 });
        Assert.Equal((128, 128L), (small.ContextLength, small.CacheTokens));
        Assert.Throws<ContextLengthException>(() => Submit(small, Request(128, 1)));
        Assert.Equal(4, Tokens(small.Generate(Request(124, 100), TestContext.Current.CancellationToken)).Length);

        // 64 tokens of 3 layers of 64 values of 2 bytes.
        Assert.Equal(640L, Load(new EngineOptions { CacheBytes = 10 * 64 * 3 * 64 * 2 }).CacheTokens);
        Assert.Equal(64L * 3 * 64 * 4 * 5, Load(new EngineOptions { CacheTokens = 5 * 64, CacheFormat = CacheFormat.Float32 }).CacheBytes);
        Assert.Throws<ArgumentException>(() => Load(new EngineOptions { CacheBytes = 100 }));
    }

    [Fact]
    public void A_budget_is_half_of_what_the_weights_leave_or_one_context()
    {
        var layout = new CacheLayout(1, 48, 16, CacheFormat.BFloat16);
        int Blocks(long machine, long weights) => CacheBudget.Blocks(new EngineOptions(), layout, 64 * 100, weights, machine);
        long block = layout.BlockBytes;
        Assert.Equal(1000, Blocks(machine: (2000 * block) + 7, weights: 7));
        Assert.Equal(100, Blocks(machine: 150 * block, weights: 0));
        Assert.Equal(90, Blocks(machine: 100 * block, weights: 0));
        Assert.Equal(1, Blocks(machine: 5, weights: 1000));
        Assert.Equal(6400, Blocks(machine: long.MaxValue / 4, weights: 0));
    }

    [Fact]
    public void Options_out_of_range_are_refused_in_one_line()
    {
        Refuses(new EngineOptions { CacheTokens = 0 }, "cache tokens");
        Refuses(new EngineOptions { CacheBytes = 0 }, "cache bytes");
        Refuses(new EngineOptions { MaxRunning = 0 }, "running");
        Refuses(new EngineOptions { MaxQueued = 0 }, "queue");
        Refuses(new EngineOptions { PromptTokensBesideAnswers = 0 }, "prompt tokens");
        Refuses(new EngineOptions { CacheFormat = (CacheFormat)9 }, "cache format");
        K2Engine engine = Load();
        Assert.Contains("top_logprobs", Assert.Throws<ArgumentException>(() => Submit(engine, Request(1, 1) with { TopLogProbs = 21 })).Message, StringComparison.Ordinal);
        Assert.Contains("timeout", Assert.Throws<ArgumentException>(() => Submit(engine, Request(1, 1) with { Timeout = TimeSpan.Zero })).Message, StringComparison.Ordinal);

        void Refuses(EngineOptions options, string text)
        {
            var exception = Assert.Throws<ArgumentException>(() => Load(options));
            Assert.Contains(text, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    private static ChannelReader<GenerationEvent> Submit(K2Engine engine, GenerationRequest request) => engine.Submit(request, TestContext.Current.CancellationToken);

    private static GenerationRequest Request(int prompt, int answer) => new()
    {
        Prompt = [.. Enumerable.Range(0, prompt).Select(i => i * 7 % 600)],
        Sampling = s_greedy,
        MaxTokens = answer,
        StopAtEndOfTurn = false,
    };

    private static int[] Tokens(IEnumerable<GenerationEvent> events) => [.. events.OfType<TokenGenerated>().Select(step => step.Token)];

    private static async Task<List<GenerationEvent>> ReadAsync(ChannelReader<GenerationEvent> events)
    {
        var all = new List<GenerationEvent>();
        await foreach (GenerationEvent item in events.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            all.Add(item);
        }

        return all;
    }

    private K2Engine Load(EngineOptions? options = null)
    {
        K2Engine engine = K2Engine.Load(
            _files.DirectoryPath,
            (options ?? new EngineOptions()) with { Model = new ModelOptions { Threads = 2, Attention = AttentionForm.Absorbed, MaxStepTokens = 64 } });
        _engines.Add(engine);
        return engine;
    }
}
