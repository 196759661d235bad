using static TorchSharp.torch;

namespace K2Sharp.Training.Kernels;

/// <summary>
/// One use of an operation that we compute ourselves: there, and the gradients back. What it needs for the way back it keeps itself; tensors live as long as the step's dispose scope, without which they would stay.
/// </summary>
internal interface IPass
{
    /// <param name="inputs">Contiguous float32 tensors.</param>
    /// <returns>A new tensor.</returns>
    /// <exception cref="ArgumentException">The inputs do not fit.</exception>
    Tensor Forward(IReadOnlyList<Tensor> inputs);

    /// <param name="gradient">That of the result, contiguous.</param>
    /// <returns>Those of the inputs, in their order. libtorch calls it: an exception would end the process.</returns>
    List<Tensor> Backward(Tensor gradient);
}
