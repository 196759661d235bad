using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Optimizers;

/// <summary>
/// Brings all singular values of a matrix near 1 and keeps its singular vectors: five steps of a quintic iteration whose coefficients
/// (Keller Jordan's Muon) are tuned for speed, so that the values end between about 0.7 and 1.2 rather than at 1.
/// </summary>
internal static class NewtonSchulz
{
    private const int Steps = 5;
    private const float A = 3.4445f;
    private const float B = -4.7750f;
    private const float C = 2.0315f;
    private const double Epsilon = 1e-7;

    /// <param name="matrices">One matrix [n, m], or a stack [e, n, m] in which every matrix is treated alone.</param>
    /// <returns>A new tensor of the same shape.</returns>
    public static Tensor Orthogonalize(Tensor matrices)
    {
        if (matrices.dim() is not (2 or 3))
        {
            throw new ArgumentException("a matrix or a stack of matrices is needed", nameof(matrices));
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor x = matrices.dim() == 2 ? matrices.unsqueeze(0) : matrices;
        // x x^T shall be the smaller of the two possible products.
        bool isTall = x.shape[1] > x.shape[2];
        if (isTall)
        {
            x = x.transpose(1, 2);
        }

        // The Frobenius norm bounds the largest singular value by 1, where the iteration converges.
        x = x / (x.mul(x).sum([1, 2], keepdim: true).sqrt().Plus(Epsilon));
        for (int step = 0; step < Steps; step++)
        {
            // Not baddbmm: TorchSharp 0.107 names its parameters wrongly.
            Tensor a = x.bmm(x.transpose(1, 2));
            Tensor b = a.bmm(a).mul_(Held.Scalar(C)).add_(a, Held.Scalar(B));
            x = b.bmm(x).add_(x, Held.Scalar(A));
        }

        if (isTall)
        {
            x = x.transpose(1, 2);
        }

        return (matrices.dim() == 2 ? x.squeeze(0) : x).MoveToOuterDisposeScope();
    }
}
