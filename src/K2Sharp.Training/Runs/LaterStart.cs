using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>
/// Begins a recipe at one of its later phases with the weights of an exported model. What an export leaves out is gone: the optimizer's
/// moments, and what the masters had beyond BF16 and the experts' integers.
/// </summary>
internal static class LaterStart
{
    /// <summary>Writes the checkpoint that the run then goes on from and that its twins begin with, and takes over the model's vocabulary.</summary>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    /// <exception cref="TrainingException">The model has other dimensions than the recipe.</exception>
    /// <exception cref="CheckpointException">The model is missing or damaged.</exception>
    public static void Prepare(Recipe recipe, string phaseName, string model, RunFolder folder)
    {
        int index = recipe.Phases.Select(phase => phase.Name).ToList().IndexOf(phaseName);
        if (index < 0)
        {
            throw new ArgumentException($"the recipe {recipe.Name} has no phase \"{phaseName}\": choose from {string.Join(", ", recipe.Phases.Select(phase => phase.Name))}", nameof(phaseName));
        }

        IReadOnlyList<Phase> before = [.. recipe.Phases.Take(index)];
        bool isStretched = before.Any(phase => phase.IsLong);
        NamedWeights weights = ExportedWeights.Read(model);
        weights.Scale(TensorNames.Weight(TensorNames.FinalNorm), 1 / recipe.LogitScale);
        using var trainer = new Trainer(recipe);
        NetworkWeights.Put(trainer.Network, weights, model);
        VocabularyFiles.Copy(model, folder.Tokenizer);
        var state = new RunState(recipe.Name, recipe.Seed, before.Sum(phase => phase.Steps), Tokens: 0, Seconds: 0, CpuSeconds: 0, isStretched);
        TrainingState.Save(folder.Start, state, trainer.Network, trainer.Optimizer);
        TrainingState.Save(folder.Checkpoint, state, trainer.Network, trainer.Optimizer);
    }
}
