using System.Globalization;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>
/// What quantization-aware training is compared with: the same run from the checkpoint before it on, with the same data, order and rates,
/// but without quantization, or with fewer bits. Where the model's own episodes come in, a twin plays its own. The twin of a run that began at a later phase begins
/// with what that began with, which may have been quantized before.
/// </summary>
internal sealed record TwinRecipe
{
    /// <summary>The names that <c>--twin</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["bf16", "qat3", "qat2"];

    /// <summary>The recipe, the name of which tells the twin's checkpoints from the run's.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The name of the run's own recipe.</summary>
    public required string RunRecipe { get; init; }

    /// <summary>The last phase of the run that the twin shares.</summary>
    public required string BranchesAfter { get; init; }

    /// <summary>The steps of it and of those before it.</summary>
    public required int SharedSteps { get; init; }

    /// <summary>The file in the run's folder that receives the twin's weights.</summary>
    public required string WeightsFile { get; init; }

    /// <exception cref="ArgumentException">There is no such twin, or the recipe quantizes nothing or everything.</exception>
    public static TwinRecipe Of(Recipe recipe, string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException($"there is no twin \"{name}\": choose from {string.Join(", ", Names)}", nameof(name));
        }

        int? bits = name.StartsWith("qat", StringComparison.Ordinal) ? int.Parse(name.AsSpan(3), CultureInfo.InvariantCulture) : null;
        int shared = recipe.Phases.TakeWhile(phase => phase.Bits is null).Count();
        if (shared == 0 || shared == recipe.Phases.Count)
        {
            throw new ArgumentException($"the recipe {recipe.Name} has no phase before quantization, or none with it: there is nothing to compare", nameof(recipe));
        }

        return new TwinRecipe
        {
            Recipe = recipe with
            {
                Name = $"{recipe.Name}-{name}",
                Command = recipe.CommandWith($" --twin {name}"),
                Phases = [.. recipe.Phases.Select(phase => phase.Bits is null ? phase : phase with { Bits = bits })],
            },
            RunRecipe = recipe.Name,
            BranchesAfter = recipe.Phases[shared - 1].Name,
            SharedSteps = recipe.Phases.Take(shared).Sum(phase => phase.Steps),
            WeightsFile = bits is null ? "twin.safetensors" : $"{name}.safetensors",
        };
    }

    /// <summary>Lays out the twin's folder inside the run's, standing where the two part; does nothing where it has begun already.</summary>
    /// <exception cref="TrainingException">The run lacks the checkpoint, or it is another recipe's.</exception>
    public RunFolder Prepare(RunFolder run)
    {
        var twin = new RunFolder(Path.Combine(run.Path, Recipe.Name));
        TrainingState.Recover(twin.Checkpoint);
        if (TrainingState.Exists(twin.Checkpoint))
        {
            return twin;
        }

        string branch = run.PhaseCheckpoint(BranchesAfter);
        branch = TrainingState.Exists(branch) ? branch
            : TrainingState.Exists(run.Start) && TrainingState.ReadCounters(run.Start).Step >= SharedSteps ? run.Start
            : throw new TrainingException($"{run.Path} has no checkpoint after its phase {BranchesAfter}: train it first, with --out {run.Path}");
        VocabularyFiles.Copy(run.Tokenizer, twin.Tokenizer);
        TrainingState.CopyAs(branch, twin.Checkpoint, RunRecipe, Recipe);
        return twin;
    }
}
