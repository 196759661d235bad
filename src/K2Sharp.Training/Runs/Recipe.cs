using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Rewards;

namespace K2Sharp.Training.Runs;

/// <summary>Everything that decides what a run computes.</summary>
internal sealed record Recipe
{
    /// <summary>The seed where none is asked for: that of the run whose figures are in docs/training.md.</summary>
    public const ulong DefaultSeed = 22;

    public required string Name { get; init; }

    /// <summary>Seed of the weights, the data and the rollouts.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The dimensions, with the rotary scaling that the finished model has.</summary>
    public required K2Config Config { get; init; }

    public required IReadOnlyList<Phase> Phases { get; init; }

    /// <summary>Names of the task families; the index of a name is what batches carry.</summary>
    public required IReadOnlyList<string> Families { get; init; }

    /// <summary>AdamW's rate as a share of Muon's.</summary>
    public double AdamScale { get; init; } = 0.3;

    /// <summary>QK-Clip's threshold on attention scores.</summary>
    public double ClipThreshold { get; init; } = 100;

    /// <summary>
    /// What the exported model's logits are multiplied by, through its final norm. Every prompt of the data has one right answer, so what
    /// probability is left for others is uncertainty of the estimate, and drawing at temperature 1 would draw errors from it.
    /// </summary>
    public float LogitScale { get; init; } = 1;

    /// <summary>Gradient threads. Part of the recipe, because the order of additions depends on it.</summary>
    public int Parts { get; init; } = 2;

    /// <summary>Steps between checkpoints.</summary>
    public int SaveEvery { get; init; } = 200;

    /// <summary>Checks on held-out tasks while the run goes on; null for none.</summary>
    public CheckOptions? Checks { get; init; }

    public ReinforcementOptions Reinforcement { get; init; } = new();

    /// <summary>What the model card calls the model.</summary>
    public string ModelName
    {
        get => field ?? "k2-" + Name;
        init;
    }

    /// <summary>What makes it, for people.</summary>
    public string Command
    {
        get => field ?? CommandWith(string.Empty);
        init;
    }

    /// <summary>The command from the recipe's beginning on, with options between its own.</summary>
    public string CommandWith(string options) => $"./k2 train --recipe {Name}{(Seed == DefaultSeed ? string.Empty : $" --seed {Seed}")}{options} --out DIR";

    public int TotalSteps => Phases.Sum(phase => phase.Steps);

    /// <summary>The dimensions before the long-context phase: plain rotary embedding.</summary>
    public K2Config ShortConfig => Config with { YarnScaling = null };

    /// <summary>The phases that are over when so many steps are done.</summary>
    public IReadOnlyList<Phase> Over(long steps)
    {
        var over = new List<Phase>();
        long end = 0;
        foreach (Phase phase in Phases)
        {
            end += phase.Steps;
            if (end <= steps)
            {
                over.Add(phase);
            }
        }

        return over;
    }

    /// <summary>The phase that a step belongs to, and the phase's first step.</summary>
    public (Phase Phase, int Start) PhaseOf(long step)
    {
        int start = 0;
        foreach (Phase phase in Phases)
        {
            if (step < start + phase.Steps)
            {
                return (phase, start);
            }

            start += phase.Steps;
        }

        throw new ArgumentOutOfRangeException(nameof(step), step, "the run is over");
    }
}
