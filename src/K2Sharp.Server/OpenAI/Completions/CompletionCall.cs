using K2Sharp.Inference.Sampling;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>A request that was found to be valid.</summary>
internal sealed record CompletionCall
{
    /// <summary>The prompts' token ids.</summary>
    public required IReadOnlyList<int[]> Prompts { get; init; }

    /// <summary>The model's name as the client wrote it.</summary>
    public required string Model { get; init; }

    public required SamplingOptions Sampling { get; init; }

    /// <summary>The most tokens of each answer, as far as the context has room.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Answers for each prompt.</summary>
    public required int Choices { get; init; }

    public required IReadOnlyList<string> Stops { get; init; }

    public int? TopLogProbs { get; init; }

    public bool Echoes { get; init; }

    public bool IsStream { get; init; }

    public bool IncludesUsage { get; init; }
}
