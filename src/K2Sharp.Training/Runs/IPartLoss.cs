using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>What a step minimises, part by part; the parts' losses add up.</summary>
internal interface IPartLoss
{
    /// <param name="part">The part's index.</param>
    /// <param name="logits">[rows, vocabulary].</param>
    LossOfPart Compute(int part, Tensor logits);
}
