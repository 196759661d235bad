using static TorchSharp.torch;

namespace K2Sharp.Training.Optimizers;

/// <summary>A weight that the optimizer updates in place.</summary>
/// <param name="Name">Unique; names the state in checkpoints.</param>
/// <param name="Master">The float32 weights; remains the caller's.</param>
/// <param name="Rule">How it is updated.</param>
internal sealed record OptimizedTensor(string Name, Tensor Master, UpdateRule Rule);
