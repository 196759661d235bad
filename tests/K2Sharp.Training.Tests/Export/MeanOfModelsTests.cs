using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;

namespace K2Sharp.Training.Tests.Export;

public sealed class MeanOfModelsTests
{
    [Fact]
    public void A_model_is_its_own_mean()
    {
        using var model = new TinyModel();
        string exported = model.Export(ExpertFormat.Int4);
        MeanOfModels.Write(exported, exported, model.File("mean"));
        foreach (string file in (string[])["model.safetensors", "config.json", "training.json", "tiktoken.model"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(exported, file)), File.ReadAllBytes(Path.Combine(model.File("mean"), file)));
        }
    }

    [Fact]
    public void Weights_lie_in_the_middle_of_both()
    {
        using var one = new TinyModel(seed: 1);
        using var two = new TinyModel(seed: 2);
        string first = one.Export(ExpertFormat.Int4);
        string second = two.Export(ExpertFormat.Int4);
        MeanOfModels.Write(first, second, one.File("mean"));
        NamedWeights a = ExportedWeights.Read(first);
        NamedWeights b = ExportedWeights.Read(second);
        foreach (NamedTensor mean in ExportedWeights.Read(one.File("mean")).Tensors)
        {
            float[] x = a.Get(mean.Name).Values;
            float[] y = b.Get(mean.Name).Values;

            // Half a step of INT4 is a fourteenth of a group's greatest weight; bfloat16 is finer.
            float coarse = x.Concat(y).Max(MathF.Abs) / 13;
            Assert.All(Enumerable.Range(0, x.Length), i => Assert.InRange(mean.Values[i] - ((x[i] + y[i]) / 2), -coarse, coarse));
        }
    }

    [Fact]
    public void Models_that_are_not_alike_have_none()
    {
        using var one = new TinyModel();
        using var other = new TinyModel(config: one.Config with { HiddenSize = 2 * one.Config.HiddenSize });
        string first = one.Export(ExpertFormat.Int4);
        string second = other.Export(ExpertFormat.Int4);
        Assert.Throws<CheckpointException>(() => MeanOfModels.Write(first, second, one.File("mean")));
        Assert.False(Directory.Exists(one.File("mean")));
    }
}
