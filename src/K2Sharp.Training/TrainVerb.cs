using System.CommandLine;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Native;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training;

/// <summary><c>k2 train --recipe nano --out DIR</c>: trains, or goes on training.</summary>
internal sealed class TrainVerb
{
    private const int Failed = 1;
    private const int BadInput = 2;
    private const int Interrupted = 130;

    private readonly Option<string> _recipe = new("--recipe") { Description = "What to train: nano, nano-short (the same with two thirds of the steps), or smoke (a minute, to see that everything works).", DefaultValueFactory = _ => NanoRecipe.Name, HelpName = "NAME" };
    private readonly Option<string?> _output = new("--out") { Description = "The run's folder. Default: artifacts/train/NAME.", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the folder's last checkpoint." };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of weights, data and rollouts.", DefaultValueFactory = _ => Recipe.DefaultSeed, HelpName = "N" };
    private readonly Option<string?> _twin = new("--twin") { Description = "Instead of the run itself, train what evaluate compares it with, from the run's last checkpoint before quantization on, or from its start where it began with --from: bf16 (not quantized from there on), qat3 or qat2 (trained for 3 or 2 bits).", HelpName = "NAME" };
    private readonly Option<string?> _from = new("--from") { Description = "Begin at a later phase (--phase), with the weights of this exported model.", HelpName = "DIR" };
    private readonly Option<string?> _phase = new("--phase") { Description = "With --from: the phase of the recipe to begin with.", HelpName = "NAME" };
    private readonly Option<long?> _steps = new("--steps") { Description = "Stop after so many steps in this sitting.", HelpName = "N" };

    /// <summary>Makes training the action of the root command.</summary>
    public static void AddTo(RootCommand root) => new TrainVerb().Add(root);

    private void Add(RootCommand root)
    {
        foreach (Option option in (Option[])[_recipe, _output, _resume, _seed, _twin, _from, _phase, _steps])
        {
            root.Add(option);
        }

        root.SetAction((result, cancellation) => Task.Run(() => Guarded(result, cancellation), CancellationToken.None));
    }

    private int Guarded(ParseResult result, CancellationToken cancellation)
    {
        TextWriter error = result.InvocationConfiguration.Error;
        try
        {
            Run(result, error, cancellation);
            return 0;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("stopped; the checkpoint is saved: the same command with --resume goes on");
            return Interrupted;
        }
        catch (Exception exception) when (exception is ArgumentException or TrainingException or CheckpointException or TorchUnavailableException)
        {
            error.WriteLine($"k2 train: {exception.Message}");
            return BadInput;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArithmeticException)
        {
            error.WriteLine($"k2 train: {exception.Message}");
            return Failed;
        }
    }

    private void Run(ParseResult result, TextWriter error, CancellationToken cancellation)
    {
        Recipe recipe = Recipes.Find(result.GetValue(_recipe)!, result.GetValue(_seed));
        var folder = new RunFolder(result.GetValue(_output) ?? Path.Combine("artifacts", "train", recipe.Name));
        if (result.GetValue(_twin) is { } name)
        {
            if (result.GetValue(_from) is not null || result.GetValue(_phase) is not null)
            {
                throw new ArgumentException("a twin begins where its run did: leave out --from and --phase");
            }

            RunTwin(TwinRecipe.Of(recipe, name), folder, result, error, cancellation);
            return;
        }

        bool exists = TrainingState.Exists(folder.Checkpoint);
        if (exists != result.GetValue(_resume))
        {
            throw new TrainingException(exists
                ? $"{folder.Path} holds a run: add --resume to go on with it, or choose another folder with --out"
                : $"{folder.Path} holds no checkpoint to go on from: leave out --resume");
        }

        if (result.GetValue(_from) is { } model)
        {
            Begin(recipe, folder, model, result, exists);
        }
        else if (result.GetValue(_phase) is not null)
        {
            throw new ArgumentException("--phase says where to begin with the weights of --from: give both");
        }

        Train(AsBegun(recipe, folder), folder, result, error, cancellation);
        string report = Path.Combine(folder.Path, HtmlReport.FileName);
        HtmlReport.Write(folder.Path, report);
        error.WriteLine($"exported to {folder.Export}; the curves are in {report}");
    }

    private void Begin(Recipe recipe, RunFolder folder, string model, ParseResult result, bool exists)
    {
        if (exists)
        {
            throw new ArgumentException("a run that goes on has its weights already: leave out --from");
        }

        string name = result.GetValue(_phase) ?? throw new ArgumentException("--from needs --phase, which says where in the recipe to begin");
        TorchLibrary.Load();
        Directory.CreateDirectory(folder.Path);
        using FileStream claim = folder.Claim();
        LaterStart.Prepare(recipe, name, model, folder);
    }

    /// <summary>The recipe with the command of a run that began at a later phase, now or in an earlier sitting.</summary>
    private static Recipe AsBegun(Recipe recipe, RunFolder folder) => !TrainingState.Exists(folder.Start)
        ? recipe
        : recipe with { Command = recipe.CommandWith($" --from MODEL --phase {recipe.PhaseOf(TrainingState.ReadCounters(folder.Start).Step).Phase.Name}") };

    private void RunTwin(TwinRecipe twin, RunFolder run, ParseResult result, TextWriter error, CancellationToken cancellation)
    {
        string weights = Path.Combine(run.Path, twin.WeightsFile);
        if (File.Exists(weights))
        {
            throw new TrainingException($"{weights} is there already: the twin is trained");
        }

        RunFolder folder = twin.Prepare(run);
        if (Train(twin.Recipe, folder, result, error, cancellation))
        {
            // Under its name only when it is whole: the name says that the twin is trained.
            File.Copy(folder.Masters, weights + ".part", overwrite: true);
            File.Move(weights + ".part", weights);
            error.WriteLine($"wrote {weights}; compare with: k2 train evaluate --run {run.Path}");
        }
    }

    /// <summary>Trains on and exports; tells whether the recipe is done.</summary>
    private bool Train(Recipe recipe, RunFolder folder, ParseResult result, TextWriter error, CancellationToken cancellation)
    {
        TorchLibrary.Load();
        Directory.CreateDirectory(folder.Path);
        using FileStream claim = folder.Claim();
        var encoder = new EpisodeEncoder(VocabularyStep.Prepare(folder, recipe.Phases[0].Suite, recipe.Seed));
        using var run = new TrainingRun(recipe, folder, new PhaseSources(recipe, folder, encoder)) { Progress = new TrainingLine(error, recipe) };
        run.Run(cancellation, result.GetValue(_steps) ?? long.MaxValue);
        run.Export();
        return run.IsFinished;
    }
}
