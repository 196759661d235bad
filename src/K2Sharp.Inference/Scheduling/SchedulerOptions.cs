using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Scheduling;

/// <summary>The limits of a scheduler.</summary>
internal sealed record SchedulerOptions
{
    /// <summary>Tokens that can be said; the model's embedding may be padded beyond them.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Blocks of the cache; enough for the longest sequence.</summary>
    public required int CacheBlocks { get; init; }

    public CacheFormat CacheFormat { get; init; } = CacheFormat.BFloat16;

    /// <summary>The most sequences computed together.</summary>
    public int MaxRunning { get; init; } = 32;

    /// <summary>The most prompt tokens in a step that also goes on with answers.</summary>
    public int PromptTokensBesideAnswers { get; init; } = 128;

    /// <summary>The most tokens guessed ahead for one answer; 0 for none.</summary>
    public int GuessedTokens { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
