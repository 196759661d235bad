using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Tests.Model;
using K2Sharp.Inference.Tests.Model.Experts;

namespace K2Sharp.Inference.Tests.Engine;

/// <summary>An engine that may not take all the memory that its model would.</summary>
public sealed class MemoryBudgetTests
{
    private static readonly int[] s_prompt = [.. Enumerable.Range(0, 70).Select(i => i * 7 % 600)];

    [Fact]
    public void Answers_are_the_same_and_the_parts_add_up_to_the_budget()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi with { VocabSize = 640, MaxPositionEmbeddings = 128, EosTokenIds = [386] });
        var options = new EngineOptions
        {
            Model = new ModelOptions { Threads = 2, Attention = AttentionForm.Absorbed, MaxStepTokens = 32 },
            CacheFormat = CacheFormat.Float32,
            CacheTokens = 128,
        };
        string directory = files.Checkpoint.DirectoryPath;
        int[] expected;
        long fixedBytes;
        using (K2Engine mapped = K2Engine.Load(directory, options))
        {
            expected = Answer(mapped);
            Assert.Equal(0, mapped.Statistics.ExpertSlots);
            fixedBytes = MemoryPlan.ProcessBytes + files.Memory(0).DenseBytes + mapped.Model.BufferBytes + mapped.CacheBytes;
        }

        long budget = fixedBytes + (5 * files.Catalog.SlotBytes) + 100;
        using K2Engine engine = K2Engine.Load(directory, options with { Model = options.Model with { Memory = budget } });
        Assert.Equal(expected, Answer(engine));
        EngineStatistics statistics = engine.Statistics;
        Assert.Equal(5, statistics.ExpertSlots);
        Assert.Equal(128, engine.CacheTokens);
        Assert.True(statistics is { ExpertMisses: > 0, ExpertBytesRead: > 0 } && statistics.ExpertWait > TimeSpan.Zero);

        var exception = Assert.Throws<ArgumentException>(() => K2Engine.Load(directory, options with { Model = options.Model with { Memory = fixedBytes } }));
        Assert.Contains("too small", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 1)]
    [InlineData(40, 10)]
    [InlineData(100_000, 32)]
    public void The_cache_takes_a_quarter_of_what_is_left_and_at_most_one_context(int blocksLeft, int expected)
    {
        var layout = new CacheLayout(1, 61, 64, CacheFormat.Int8);
        long left = blocksLeft * layout.BlockBytes;
        Assert.Equal(expected, CacheBudget.BlocksOfBudget(new EngineOptions(), layout, 2048, left));
        Assert.Equal(3, CacheBudget.BlocksOfBudget(new EngineOptions { CacheTokens = 150 }, layout, 2048, left));
    }

    private static int[] Answer(K2Engine engine) =>
    [
        .. engine.Generate(
            new GenerationRequest { Prompt = s_prompt, Sampling = new SamplingOptions { Temperature = 0 }, MaxTokens = 12, StopAtEndOfTurn = false },
            TestContext.Current.CancellationToken)
            .OfType<TokenGenerated>().Select(token => token.Token),
    ];
}
