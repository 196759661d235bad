using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Tests.Scheduling;

/// <summary>Sequences that ask for little.</summary>
internal static class TestSequence
{
    public static readonly SamplingOptions Greedy = new() { Temperature = 0 };

    public static Sequence Create(
        ISequenceSink sink,
        int[] prompt,
        int max,
        int priority = 0,
        long deadline = long.MaxValue,
        SamplingOptions? sampling = null,
        ITokenConstraint? constraint = null,
        int? top = null,
        int? stop = null) => new()
        {
            Prompt = prompt,
            Sink = sink,
            Sampling = sampling ?? Greedy,
            Seed = 1,
            MaxTokens = max,
            StopTokens = stop is { } token ? [token] : [],
            Priority = priority,
            Deadline = deadline,
            Constraint = constraint,
            TopLogProbs = top,
        };
}
