using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>The loss of one part of a step.</summary>
/// <param name="Total">A scalar, to be differentiated.</param>
/// <param name="Rows">[rows], the plain cross-entropy of each prediction, for reporting.</param>
internal readonly record struct LossOfPart(Tensor Total, float[] Rows);
