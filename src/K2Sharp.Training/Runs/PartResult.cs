using K2Sharp.Training.Model;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>What one thread computed for its part of a step.</summary>
/// <param name="Gradients">One per parameter, in their order.</param>
/// <param name="RowLosses">[rows], the cross-entropy of each prediction.</param>
/// <param name="Context">Observed scores and expert counts.</param>
internal sealed record PartResult(Tensor[] Gradients, float[] RowLosses, ForwardContext Context);
