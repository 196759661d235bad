using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Scheduling;
using K2Sharp.Inference.Tests.Model;

namespace K2Sharp.Inference.Tests.Scheduling;

/// <summary>A scheduler's steps allocate nothing either. Alone, because the count covers all threads.</summary>
[Collection(nameof(AloneCollection))]
public sealed class SchedulerAllocationTests
{
    [Theory]
    [InlineData(CacheFormat.Float32)]
    [InlineData(CacheFormat.BFloat16)]
    [InlineData(CacheFormat.Int8)]
    public void Steps_of_many_answers_allocate_nothing(CacheFormat format)
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 2);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 2 });
        using var scheduler = new Scheduler(model, new SchedulerOptions { Vocabulary = 61, CacheBlocks = 200, CacheFormat = format, GuessedTokens = 4 });
        var sink = new CountingSink();
        for (int i = 0; i < 6; i++)
        {
            scheduler.Add(new Sequence
            {
                Prompt = [1, 2, 3 + i],
                Sink = sink,
                Sampling = new SamplingOptions { Temperature = 0.9f, TopK = 20, TopP = 0.9f, RepetitionPenalty = 1.1f },
                Seed = i,
                MaxTokens = 1000,
                StopTokens = [],
                Constraint = i % 2 == 0 ? new FreeConstraint() : null,
            });
        }

        // The first steps fill what is filled once; blocks of 64 tokens are got in between, from the pool.
        Run(100);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 12 && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Run(50);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
        Assert.True(sink.Tokens >= 6 * 150);

        void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                scheduler.Step();
            }
        }
    }

    private sealed class FreeConstraint : ITokenConstraint
    {
        public ReadOnlySpan<int> Forced => [];

        public void Prepare(CancellationToken cancellation)
        {
        }

        public void Apply(Span<float> logits) => logits[7] = float.NegativeInfinity;

        public void Accept(int token)
        {
        }
    }

    private sealed class CountingSink : ISequenceSink
    {
        public int Tokens { get; private set; }

        public void OnPrompt(int done, int total, int cached)
        {
        }

        public void OnToken(int token, TokenLogProbs? logProbs, bool isForced) => Tokens++;

        public void OnFinished(SequenceEnd end, int? stopToken, int cached, int generated)
        {
        }

        public void OnFailed(Exception failure) => throw failure;
    }
}
