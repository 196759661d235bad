using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>Gives the loss of a part of a step, a scalar, and the plain losses of its rows for reporting.</summary>
/// <param name="part">The part's index.</param>
/// <param name="logits">[rows, vocabulary].</param>
internal delegate (Tensor Total, float[] Rows) PartLoss(int part, Tensor logits);
