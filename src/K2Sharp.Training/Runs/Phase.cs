using K2Sharp.Training.Data;
using K2Sharp.Training.Export;

namespace K2Sharp.Training.Runs;

/// <summary>A stretch of training with one mixture of data and one schedule.</summary>
internal sealed record Phase
{
    /// <summary>A short name, unique in the recipe.</summary>
    public required string Name { get; init; }

    /// <summary>Now and then a step of much longer documents; of several that fall on one step the first counts.</summary>
    public IReadOnlyList<Excursion> Excursions { get; init; } = [];

    /// <summary>Optimizer steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Tokens per step, about: whole documents are added until the number is reached.</summary>
    public required int TokensPerStep { get; init; }

    /// <summary>The learning rate at the first step, after any warm-up.</summary>
    public required double StartRate { get; init; }

    /// <summary>The learning rate at the last step; between them it follows half a cosine, or stays when they are equal.</summary>
    public required double EndRate { get; init; }

    /// <summary>Steps in which the rate grows from 0 to <see cref="StartRate"/>.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Bits that routed experts are quantized to in the forward pass; null for none.</summary>
    public int? Bits { get; init; }

    /// <summary>Whether the rotary embedding is stretched by YaRN.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether its end is a point of the curve of success by number of tool calls.</summary>
    public bool MeasuresChains { get; init; }

    /// <summary>How fast the routers' biases move.</summary>
    public double BalanceRate { get; init; } = 0.001;

    /// <summary>The share of documents whose positions jump between turns.</summary>
    public double JumpShare { get; init; }

    /// <summary>
    /// The share of the tokens outside the assistant's turns that are predicted too. They teach what words look like; once that is learned,
    /// what nobody can foresee in them is noise that outweighs what is left to learn in the answers.
    /// </summary>
    public double PromptShare { get; init; } = 0.1;

    /// <summary>One sentence for people.</summary>
    public required string What { get; init; }

    /// <summary>Where the phase's steps come from.</summary>
    public required PhaseKind Kind { get; init; }

    /// <summary>The mixture that tasks are drawn from.</summary>
    public required TaskSuite Suite { get; init; }

    /// <summary>For own episodes: how many tasks are played to collect them.</summary>
    public int OwnTasks { get; init; }

    /// <summary>For own episodes: their share of the documents; the rest are teachers'.</summary>
    public double OwnShare { get; init; } = 0.5;

    /// <summary>What the model is exported as when it plays: as it is trained.</summary>
    public ExpertFormat Format => Bits switch
    {
        null => ExpertFormat.Bf16,
        4 => ExpertFormat.Int4,
        { } fewer => ExpertFormat.Rounded(fewer),
    };

    /// <summary>The learning rate of a step of this phase, counted from 0.</summary>
    public double Rate(int step)
    {
        if (step < WarmUpSteps)
        {
            return StartRate * (step + 1) / WarmUpSteps;
        }

        double progress = (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps);
        return EndRate + ((StartRate - EndRate) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
