namespace K2Sharp.Training.Reporting;

/// <summary>Everything that a model card says. The card adds no claim of its own.</summary>
internal sealed record ModelCardFacts
{
    public required string Name { get; init; }

    /// <summary>A sentence or two on what the model is and is not.</summary>
    public required string Summary { get; init; }

    public required long Parameters { get; init; }

    public required long ActiveParameters { get; init; }

    /// <summary>Bytes of the exported folder.</summary>
    public required long Bytes { get; init; }

    /// <summary>How the weights are stored, such as "routed experts INT4, group 32; the rest bfloat16".</summary>
    public required string Format { get; init; }

    public required IReadOnlyList<ModelCardFamily> Families { get; init; }

    public required IReadOnlyList<ModelCardPhase> Phases { get; init; }

    public required double WallMinutes { get; init; }

    public required double CpuMinutes { get; init; }

    /// <summary>Processor, cores and memory; never a host's name.</summary>
    public required string Machine { get; init; }

    /// <summary>How the results were measured, such as "held-out tasks, K2Sharp's engine, the exported INT4 weights".</summary>
    public required string Measured { get; init; }

    public required IReadOnlyList<ModelCardResult> Results { get; init; }

    /// <summary>Long chains of tool calls with every result kept in the context; null where they were not run.</summary>
    public Score? ChainsKept { get; init; }

    /// <summary>The same with old results hidden.</summary>
    public Score? ChainsHidden { get; init; }

    /// <summary>Tool calls of each of these chains.</summary>
    public int ChainCalls { get; init; } = 300;

    /// <summary>What the model cannot do, in whole sentences.</summary>
    public required IReadOnlyList<string> Limits { get; init; }

    /// <summary>The licence as a hub's identifier, such as "mit".</summary>
    public required string Licence { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The command line that trains this model again.</summary>
    public required string Command { get; init; }

    /// <summary>A language code for the card's head.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Words to find the model by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
