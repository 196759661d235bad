using K2Sharp.Training.Data;

namespace K2Sharp.Training.Runs;

/// <summary>How a run looks at what it has learned: held-out tasks, played greedily by the engine with the weights as they stand.</summary>
internal sealed record CheckOptions
{
    /// <summary>Steps between two checks; the end of a phase is always one.</summary>
    public required int Every { get; init; }

    public required IReadOnlyList<ITaskFamily> Families { get; init; }

    /// <summary>Tasks of each family.</summary>
    public required int Tasks { get; init; }

    /// <summary>Lengths of chains of tool calls to try at the end of a phase that <see cref="Phase.MeasuresChains"/>.</summary>
    public IReadOnlyList<int> Hops { get; init; } = [];

    /// <summary>Chains of each length, once with all results kept and once with old ones hidden.</summary>
    public int Chains { get; init; } = 2;
}
