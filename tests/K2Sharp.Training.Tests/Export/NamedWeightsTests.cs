using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;

namespace K2Sharp.Training.Tests.Export;

public sealed class NamedWeightsTests
{
    [Fact]
    public void A_file_gives_back_every_bit()
    {
        using var model = new TinyModel();
        string path = model.File("masters.safetensors");
        model.Weights.Save(path);
        model.Weights.Save(path);
        NamedWeights read = NamedWeights.Load(path);
        Assert.Equal(model.Weights.Tensors.Select(tensor => tensor.Name), read.Tensors.Select(tensor => tensor.Name));
        foreach (NamedTensor tensor in model.Weights.Tensors)
        {
            Assert.Equal(tensor.Shape, read.Get(tensor.Name).Shape);
            Assert.Equal(tensor.Values, read.Get(tensor.Name).Values);
        }

        Assert.False(File.Exists(path + ".part"));
    }

    [Fact]
    public void Shapes_and_names_are_checked()
    {
        var weights = new NamedWeights();
        weights.Add("a", [2, 3], new float[6]);
        Assert.Throws<ArgumentException>(() => weights.Add("b", [2, 3], new float[5]));
        Assert.Throws<ArgumentException>(() => weights.Add("a", [1], new float[1]));
        Assert.Throws<CheckpointException>(() => weights.Get("b"));
    }
}
