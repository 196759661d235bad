using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tests.Model;

namespace K2Sharp.Training.Tests.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private static readonly Lazy<byte[]> s_straight = new(() =>
    {
        using var folder = new TrainingRunTests();
        return folder.Train("straight");
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("k2-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>5 and 9 are where the long phases begin, where the queries must be divided for YaRN once and only once.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(2, 5, 9, 10)]
    public void A_run_that_stopped_ends_with_the_bits_of_one_that_did_not(params int[] stops)
    {
        int done = 0;
        foreach (int stop in stops)
        {
            Train("stopped", most: stop - done);
            done = stop;
        }

        Assert.Equal(s_straight.Value, Train("stopped"));
        MetricsHistory history = MetricsHistory.Read(Path.Combine(_folder, "stopped"));
        Assert.Equal(Enumerable.Range(1, 12).Select(step => (long)step), history.Steps.Select(step => step.Step));
        Assert.Equal(["short", "long", "longer"], history.Phases.Select(phase => phase.Name));
    }

    [Fact]
    public void Training_changes_the_weights_and_depends_on_the_seed()
    {
        Assert.NotEqual(s_straight.Value, Train("less", most: 11));
        Assert.NotEqual(s_straight.Value, Train("other", SmallRun.Recipe with { Seed = 4 }));
    }

    [Theory]
    [InlineData("long")]
    [InlineData("longer")]
    public void Cancelled_as_a_phase_begins_it_goes_on_as_if_never_stopped(string phaseName)
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(
            "cancelled",
            sources: new SmallRun { Opening = phase => Cancel(cancellation, phase.Name == phaseName) },
            cancellation: cancellation));
        Assert.Equal(s_straight.Value, Train("cancelled"));
    }

    [Fact]
    public void Cancelled_between_steps_it_saves()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(
            "cancelled", progress: new StepProgress(step => Cancel(cancellation, step.Step == 6)), cancellation: cancellation));
        using (var trainer = new Trainer(SmallRun.Recipe))
        {
            RunState state = TrainingState.Load(new RunFolder(Path.Combine(_folder, "cancelled")).Checkpoint, trainer.Network, trainer.Optimizer);
            Assert.Equal(6, state.Step);
            Assert.Equal(6, trainer.Optimizer.StepCount);
            Assert.True(state.IsStretched && state.Tokens >= 6 * 200 && state.Seconds > 0 && state.CpuSeconds > 0);
        }

        Assert.Equal(s_straight.Value, Train("cancelled"));
    }

    /// <summary>A step may be half done then, so nothing is saved: the log is ahead of the checkpoint, as after a loss of power.</summary>
    [Fact]
    public void Failed_between_checkpoints_it_repeats_the_lost_steps()
    {
        TrainingException failure = Assert.Throws<TrainingException>(() => Train(
            "failed", progress: new StepProgress(step => _ = step.Step == 7 ? throw new TrainingException("failed") : 0)));
        Assert.Equal("failed", failure.Message);
        using (var trainer = new Trainer(SmallRun.Recipe))
        {
            Assert.Equal(4, TrainingState.Load(new RunFolder(Path.Combine(_folder, "failed")).Checkpoint, trainer.Network, trainer.Optimizer).Step);
        }

        Assert.Equal(s_straight.Value, Train("failed"));
        Assert.Equal(
            Enumerable.Range(1, 12).Select(step => (long)step),
            MetricsHistory.Read(Path.Combine(_folder, "failed")).Steps.Select(step => step.Step));
    }

    [Fact]
    public void A_folder_of_another_recipe_is_refused_and_left_alone()
    {
        byte[] before = Train("first", most: 2);
        foreach (Recipe other in new[] { SmallRun.Recipe with { Name = "other" }, SmallRun.Recipe with { Seed = 4 } })
        {
            TrainingException refused = Assert.Throws<TrainingException>(() => Train("first", other));
            Assert.Contains("recipe small with seed 3", refused.Message, StringComparison.Ordinal);
        }

        Recipe wider = SmallRun.Recipe with { Config = SmallRun.Recipe.Config with { IntermediateSize = 80 } };
        Assert.Contains("another model", Assert.Throws<TrainingException>(() => Train("first", wider)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Tensors("first")));
    }

    [Fact]
    public void A_finished_run_exports_a_checkpoint_that_the_engine_loads()
    {
        var folder = new RunFolder(Path.Combine(_folder, "export"));
        SmallNetwork.WriteTokenizer(folder.Tokenizer);
        using var run = new TrainingRun(SmallRun.Recipe, folder, new SmallRun());
        run.Run(TestContext.Current.CancellationToken);
        run.Export();
        using K2Sharp.Inference.Engine.K2Engine engine = K2Sharp.Inference.Engine.K2Engine.Load(folder.Export);
        Assert.NotNull(engine.Config.YarnScaling);
        Assert.True(File.Exists(folder.Masters) && File.Exists(folder.Config) && Directory.Exists(folder.PhaseCheckpoint("long")));
    }

    /// <summary>The positions' encoding belongs to the weights, also where no further step enters the phase.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    public void Opened_again_it_exports_the_same_without_a_step(int steps)
    {
        var folder = new RunFolder(Path.Combine(_folder, "again"));
        SmallNetwork.WriteTokenizer(folder.Tokenizer);
        string[] exports = [.. Enumerable.Range(0, 2).Select(sitting =>
        {
            using var run = new TrainingRun(SmallRun.Recipe, folder, new SmallRun());
            run.Run(TestContext.Current.CancellationToken, sitting == 0 ? steps : 0);
            run.Export();
            return string.Join('|', Directory.EnumerateFiles(folder.Export).Order(StringComparer.Ordinal).Select(file => Convert.ToHexString(File.ReadAllBytes(file))));
        })];
        Assert.Equal(exports[0], exports[1]);
    }

    [Fact]
    public void The_exported_logits_are_scaled_and_the_network_is_not()
    {
        var folder = new RunFolder(Path.Combine(_folder, "scaled"));
        SmallNetwork.WriteTokenizer(folder.Tokenizer);
        using var run = new TrainingRun(SmallRun.Recipe with { LogitScale = 1.5f }, folder, new SmallRun());
        run.Export();
        string norm = TensorNames.Weight(TensorNames.FinalNorm);
        float[] trained = NetworkWeights.Of(run.Network).Get(norm).Values;
        Assert.All(trained, value => Assert.Equal(1, value));
        Assert.All(NamedWeights.Load(folder.Masters).Get(norm).Values, value => Assert.Equal(1.5f, value));
        using var checkpoint = Checkpoint.Open(folder.Export);
        Assert.All(checkpoint.Get(norm, [checkpoint.Config.HiddenSize], TensorType.BF16).ToFloat32(), value => Assert.Equal(1.5f, value));
    }

    private static void Cancel(CancellationTokenSource cancellation, bool isTime)
    {
        if (isTime)
        {
            cancellation.Cancel();
        }
    }

    private string Tensors(string name) => Path.Combine(new RunFolder(Path.Combine(_folder, name)).Checkpoint, "state.safetensors");

    /// <summary>Trains on from wherever the folder stands; gives the bytes of the checkpoint: masters, biases and the optimizer's moments.</summary>
    private byte[] Train(
        string name,
        Recipe? recipe = null,
        SmallRun? sources = null,
        long most = long.MaxValue,
        IProgress<StepEvent>? progress = null,
        CancellationTokenSource? cancellation = null)
    {
        using (var run = new TrainingRun(recipe ?? SmallRun.Recipe, new RunFolder(Path.Combine(_folder, name)), sources ?? new SmallRun()) { Progress = progress })
        {
            run.Run(cancellation?.Token ?? TestContext.Current.CancellationToken, most);
        }

        return File.ReadAllBytes(Tensors(name));
    }
}
