using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Data;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tests.Model;

namespace K2Sharp.Training.Tests.Runs;

/// <summary>A recipe of twelve steps over documents of chance: short, then long and quantized, then long again.</summary>
internal sealed class SmallRun : IPhaseSources
{
    private static readonly K2Config s_config = SmallNetwork.Long with { NumHiddenLayers = 2, HiddenSize = 32, RoutedExperts = 4 };

    /// <summary>Called when a phase's source is opened, after the phase was entered.</summary>
    public Action<Phase>? Opening { get; init; }

    public static Recipe Recipe { get; } = new()
    {
        Name = "small",
        Seed = 3,
        Config = s_config,
        Families = RandomDocuments.Families,
        SaveEvery = 4,
        Phases =
        [
            Phase("short", 5) with { WarmUpSteps = 3 },
            Phase("long", 4) with { IsLong = true, Bits = 4, EndRate = 1e-3 },
            Phase("longer", 3) with { IsLong = true, Bits = 4, EndRate = 1e-3 },
        ],
    };

    /// <summary>A finished and exported run of the recipe, or of a variant of it, in a folder of its own.</summary>
    public static RunFolder Trained(string path, Recipe? recipe = null)
    {
        var folder = new RunFolder(path);
        SmallNetwork.WriteTokenizer(folder.Tokenizer);
        using var run = new TrainingRun(recipe ?? Recipe, folder, new SmallRun());
        run.Run(TestContext.Current.CancellationToken);
        run.Export();
        return folder;
    }

    public IStepSource Open(Phase phase, int start, long step, long beyond, Trainer trainer, BatchMaker batches, MetricsLog log, CancellationToken cancellationToken)
    {
        Opening?.Invoke(phase);
        return new DocumentSteps(at => batches.Make(new RandomDocuments(), phase.TokensPerStep, phase.JumpShare, at, Recipe.Parts, phase.PromptShare), step, beyond);
    }

    private static Phase Phase(string name, int steps) => new()
    {
        Name = name,
        What = "Twelve steps in all.",
        Kind = PhaseKind.Teachers,
        Suite = TaskFamilies.Short,
        Steps = steps,
        TokensPerStep = 200,
        StartRate = 1e-2,
        EndRate = 1e-2,
        JumpShare = 0.5,
    };
}
