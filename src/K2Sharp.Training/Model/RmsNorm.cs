using K2Sharp.Training.Native;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>x / sqrt(mean(x²) + eps) * weight over the last dimension.</summary>
internal static class RmsNorm
{
    public static Tensor Apply(Tensor x, Tensor weight, double eps) =>
        x * rsqrt(x.mul(x).mean([-1], keepdim: true).Plus(eps)) * weight;
}
