using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class LaterStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-later-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_begins_at_the_phase_with_the_very_model()
    {
        RunFolder first = SmallRun.Trained(Path.Combine(_folder, "first"), SmallRun.Recipe with { LogitScale = 1.5f });
        var later = new RunFolder(Path.Combine(_folder, "later"));
        LaterStart.Prepare(SmallRun.Recipe with { LogitScale = 1.5f }, "longer", first.Export, later);
        using (var run = new TrainingRun(SmallRun.Recipe with { LogitScale = 1.5f }, later, new SmallRun()))
        {
            run.Run(TestContext.Current.CancellationToken, most: 0);
            run.Export();
        }

        // The same integers and scales; the final norm is rounded to BF16 anew after its factor was taken out and put back.
        NamedWeights before = ExportedWeights.Read(first.Export);
        NamedWeights after = ExportedWeights.Read(later.Export);
        Assert.Equal(before.Tensors.Select(tensor => tensor.Name), after.Tensors.Select(tensor => tensor.Name));
        string norm = TensorNames.Weight(TensorNames.FinalNorm);
        Assert.All(before.Tensors.Where(tensor => tensor.Name != norm), tensor => Assert.Equal(tensor.Values, after.Get(tensor.Name).Values));
        Assert.All(before.Get(norm).Values.Zip(after.Get(norm).Values), pair => Assert.Equal(pair.First, pair.Second, pair.First / 100));

        using var goesOn = new TrainingRun(SmallRun.Recipe with { LogitScale = 1.5f }, later, new SmallRun());
        goesOn.Run(TestContext.Current.CancellationToken);
        Assert.True(goesOn.IsFinished);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        RunFolder first = SmallRun.Trained(Path.Combine(_folder, "first"));
        var later = new RunFolder(Path.Combine(_folder, "later"));
        Assert.Contains("choose from short, long, longer", Assert.Throws<ArgumentException>(() => LaterStart.Prepare(SmallRun.Recipe, "last", first.Export, later)).Message, StringComparison.Ordinal);
        Recipe wider = SmallRun.Recipe with { Config = SmallRun.Recipe.Config with { HiddenSize = 64 } };
        Assert.Contains("other dimensions", Assert.Throws<TrainingException>(() => LaterStart.Prepare(wider, "long", first.Export, later)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => LaterStart.Prepare(SmallRun.Recipe, "long", Path.Combine(_folder, "none"), later));
    }
}
