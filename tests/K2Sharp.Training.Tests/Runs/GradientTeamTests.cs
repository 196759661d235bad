using K2Sharp.Training.Model;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tests.Model;
using TorchSharp;

namespace K2Sharp.Training.Tests.Runs;

public sealed class GradientTeamTests
{
    private static readonly int[][] s_documents = [.. Enumerable.Range(0, 6).Select(i => SmallNetwork.Document(20 + (13 * i), (ulong)i))];

    [Fact]
    public void Two_threads_compute_the_gradient_of_one()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Long);
        (float[][] one, float[] oneLosses) = Gradients(network, [SmallNetwork.Batch(s_documents)]);
        (float[][] two, float[] twoLosses) = Gradients(network, Halves());
        Assert.InRange(SmallNetwork.Distance(oneLosses, twoLosses), 0, 1e-5f);
        for (int p = 0; p < one.Length; p++)
        {
            Assert.True(one[p].Any(value => value != 0), network.Parameters[p].Name);
            Assert.True(SmallNetwork.Distance(one[p], two[p]) < 1e-5f, network.Parameters[p].Name);
        }
    }

    [Fact]
    public void The_same_parts_give_the_same_bits()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Long);
        float[][] first = Gradients(network, Halves()).Gradients;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(first, Gradients(network, Halves()).Gradients);
        }
    }

    [Fact]
    public void A_failure_on_the_other_thread_is_told()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Config);
        RaggedBatch[] parts = Halves();
        var loss = new SupervisedLoss(parts);
        InvalidOperationException told = Assert.Throws<InvalidOperationException>(() => new GradientTeam(network).Compute(
            parts, new BrokenLoss(loss), 0));
        Assert.IsType<TrainingException>(told.InnerException);
    }

    private static RaggedBatch[] Halves() => [SmallNetwork.Batch(s_documents[..2]), SmallNetwork.Batch(s_documents[2..])];

    private static (float[][] Gradients, float[] Losses) Gradients(K2Network network, RaggedBatch[] parts)
    {
        PartResult[] results = new GradientTeam(network).Compute(parts, new SupervisedLoss(parts), 0);
        float[][] gradients = Array.ConvertAll(results[0].Gradients, gradient => gradient.contiguous().data<float>().ToArray());
        foreach (TorchSharp.torch.Tensor gradient in results[0].Gradients)
        {
            gradient.Dispose();
        }

        return (gradients, [.. results.SelectMany(result => result.RowLosses)]);
    }

    /// <summary>Fails on the second thread.</summary>
    private sealed class BrokenLoss(IPartLoss inner) : IPartLoss
    {
        public LossOfPart Compute(int part, torch.Tensor logits) => part == 1 ? throw new TrainingException("broken") : inner.Compute(part, logits);
    }
}
