using K2Sharp.Training.Kernels;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>x / sqrt(mean(x²) + eps) * weight over the last dimension.</summary>
internal static class RmsNorm
{
    /// <param name="x">[rows, width].</param>
    /// <param name="weight">[width].</param>
    /// <param name="eps">Added to the mean square.</param>
    public static Tensor Apply(Tensor x, Tensor weight, double eps) => PassFunction.Apply(new RmsNormPass(eps), x, weight);
}
