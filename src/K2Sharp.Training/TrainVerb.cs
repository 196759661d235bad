using System.CommandLine;
using System.Globalization;
using K2Sharp.Training.Native;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training;

/// <summary><c>k2 train --recipe nano --out DIR</c>: trains, or goes on training.</summary>
internal static class TrainVerb
{
    public static void AddTo(RootCommand root)
    {
        var recipe = new Option<string>("--recipe") { Description = "What to train: nano.", DefaultValueFactory = _ => NanoRecipe.Name, HelpName = "NAME" };
        var output = new Option<string>("--out") { Description = "The run's folder.", DefaultValueFactory = _ => "artifacts/train/nano", HelpName = "DIR" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of weights, data and rollouts.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var steps = new Option<long?>("--steps") { Description = "Stop after so many steps in this sitting.", HelpName = "N" };
        root.Add(recipe);
        root.Add(output);
        root.Add(seed);
        root.Add(steps);
        root.SetAction((result, cancellation) => Task.FromResult(Run(
            result.GetValue(output)!, result.GetValue(seed), result.GetValue(steps) ?? long.MaxValue, cancellation)));
    }

    private static int Run(string output, ulong seed, long steps, CancellationToken cancellation)
    {
        TorchLibrary.Load();
        Recipe recipe = NanoRecipe.Create(seed);
        var folder = new RunFolder(output);
        Directory.CreateDirectory(output);
        var encoder = new EpisodeEncoder(VocabularyStep.Prepare(folder, recipe.Phases[0].Suite, seed));
        using var run = new TrainingRun(recipe, folder, new PhaseSources(recipe, folder, encoder)) { Progress = new Printer() };
        run.Run(cancellation, steps);
        run.Export();
        return 0;
    }

    private sealed class Printer : IProgress<StepEvent>
    {
        public void Report(StepEvent value)
        {
            if (value.Step % 20 == 0)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{value.Phase} {value.Step}: loss {value.Loss:0.000} norm {value.GradNorm:0.00} tok/s {value.TokensPerSecond:0} maxlogit {value.MaxLogit.Max():0.0} clip {value.ClippedHeads} viol {value.MaxViolation:0.0} {string.Join(' ', value.LossByFamily.Select(f => $"{f.Key}={f.Value:0.000}"))}"));
            }
        }
    }
}
