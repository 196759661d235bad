using K2Sharp.Training.Model;
using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>Weighted cross-entropy, divided by the weight of the whole step so that the parts add up to one mean.</summary>
internal sealed class SupervisedLoss(RaggedBatch[] parts) : IPartLoss
{
    private readonly float _weight = parts.Sum(part => part.Weights.Sum());

    public LossOfPart Compute(int part, Tensor logits)
    {
        Tensor losses = nn.functional.cross_entropy(logits, tensor(parts[part].Targets), reduction: nn.Reduction.None);
        return new LossOfPart((losses * tensor(parts[part].Weights)).sum().div(Held.Scalar(_weight)), [.. losses.detach().data<float>()]);
    }
}
