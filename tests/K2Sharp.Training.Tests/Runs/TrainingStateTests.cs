using K2Sharp.Training.Quantization;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class TrainingStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-state-").FullName;

    private string Checkpoint => Path.Combine(_folder, "checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_crash_between_the_two_moves_loses_nothing()
    {
        using var trainer = new Trainer(SmallRun.Recipe);
        Save(trainer, 1);
        Save(trainer, 2);
        Directory.Move(Checkpoint, Checkpoint + ".old");
        Assert.False(TrainingState.Exists(Checkpoint));
        TrainingState.Recover(Checkpoint);
        Assert.Equal(2, TrainingState.Load(Checkpoint, trainer.Network, trainer.Optimizer).Step);
        Save(trainer, 3);
        Assert.Equal(3, TrainingState.Load(Checkpoint, trainer.Network, trainer.Optimizer).Step);
        Assert.Equal([Checkpoint], Directory.EnumerateDirectories(_folder));
    }

    [Fact]
    public void A_crash_while_writing_leaves_the_checkpoint_before()
    {
        using var trainer = new Trainer(SmallRun.Recipe);
        Save(trainer, 1);
        Directory.CreateDirectory(Checkpoint + ".part");
        File.WriteAllText(Path.Combine(Checkpoint + ".part", "state.safetensors"), "half");
        TrainingState.Recover(Checkpoint);
        Assert.Equal(1, TrainingState.Load(Checkpoint, trainer.Network, trainer.Optimizer).Step);
        Save(trainer, 2);
        Assert.Equal([Checkpoint], Directory.EnumerateDirectories(_folder));
    }

    [Fact]
    public void A_crash_after_the_moves_keeps_the_new_one()
    {
        using var trainer = new Trainer(SmallRun.Recipe);
        Save(trainer, 1);
        Directory.Move(Checkpoint, Checkpoint + ".old");
        Save(trainer, 2);
        Directory.CreateDirectory(Checkpoint + ".old");
        TrainingState.Recover(Checkpoint);
        Assert.Equal(2, TrainingState.Load(Checkpoint, trainer.Network, trainer.Optimizer).Step);
    }

    [Fact]
    public void Every_bit_comes_back()
    {
        using var trainer = new Trainer(SmallRun.Recipe);
        foreach ((_, TorchSharp.torch.Tensor bias) in trainer.Network.Biases)
        {
            TensorMemory.Floats(bias).Fill(0.125f);
        }

        Save(trainer, 1);
        using var other = new Trainer(SmallRun.Recipe with { Seed = 9 });
        TrainingState.Load(Checkpoint, other.Network, other.Optimizer);
        TrainingState.Save(Checkpoint + "-2", new RunState("small", 3, 1, 0, 0, 0), other.Network, other.Optimizer);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Checkpoint, "state.safetensors")), File.ReadAllBytes(Path.Combine(Checkpoint + "-2", "state.safetensors")));
        Assert.All(other.Network.Biases, item => Assert.Equal(0.125f, TensorMemory.Floats(item.Bias)[0]));
    }

    [Fact]
    public void A_checkpoint_with_a_tensor_too_many_is_refused()
    {
        string path = Path.Combine(_folder, "tensors");
        using TorchSharp.torch.Tensor values = TorchSharp.torch.zeros(3);
        TensorFile.Save(path, [("a", values), ("b", values)]);
        TensorFile.Load(path, [("b", values), ("a", values)]);
        TrainingException refused = Assert.Throws<TrainingException>(() => TensorFile.Load(path, [("a", values)]));
        Assert.Contains("tensor b", refused.Message, StringComparison.Ordinal);
    }

    private void Save(Trainer trainer, long step) =>
        TrainingState.Save(Checkpoint, new RunState("small", 3, step, 0, 0, 0), trainer.Network, trainer.Optimizer);
}
