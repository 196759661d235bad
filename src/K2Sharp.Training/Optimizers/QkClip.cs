using K2Sharp.Training.Native;
using static TorchSharp.torch;

namespace K2Sharp.Training.Optimizers;

/// <summary>
/// Keeps attention logits from growing without bound under Muon (arXiv 2507.20534, 2.1): where a head's largest logit exceeded the
/// threshold, the weights that make its queries and keys shrink, so that the same input would now reach the threshold. For multi-head
/// latent attention with gamma = threshold / logit: the position-free parts of query and key by sqrt(gamma) each; the rotary part of the
/// query by gamma, because the rotary key is shared by all heads and must stay. Values stay too.
/// </summary>
/// <param name="Heads">Attention heads.</param>
/// <param name="NoPositionDim">Width of a head's query and key without positions.</param>
/// <param name="RotaryDim">Width of its rotary part.</param>
/// <param name="ValueDim">Width of its values.</param>
/// <param name="Threshold">The largest logit allowed, after the softmax scale.</param>
internal sealed record QkClip(int Heads, int NoPositionDim, int RotaryDim, int ValueDim, double Threshold = 100)
{
    /// <summary>Shrinks the heads that need it, in place.</summary>
    /// <param name="queryUp">q_b_proj, [heads * (nope + rope), q_lora].</param>
    /// <param name="keyValueUp">kv_b_proj, [heads * (nope + value), kv_lora].</param>
    /// <param name="largestLogits">Per head, the largest scaled logit of the forward pass before the optimizer's step.</param>
    /// <returns>How many heads were clipped.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or a logit is NaN or infinite.</exception>
    public int Apply(Tensor queryUp, Tensor keyValueUp, ReadOnlySpan<float> largestLogits)
    {
        int queryRows = NoPositionDim + RotaryDim;
        int keyValueRows = NoPositionDim + ValueDim;
        if (largestLogits.Length != Heads || queryUp.shape[0] != (long)Heads * queryRows || keyValueUp.shape[0] != (long)Heads * keyValueRows)
        {
            throw new ArgumentException($"the weights or logits are not those of {Heads} heads", nameof(largestLogits));
        }

        using IDisposable noGradients = no_grad();
        int clipped = 0;
        for (int head = 0; head < Heads; head++)
        {
            double logit = largestLogits[head];
            if (double.IsNaN(logit) || double.IsPositiveInfinity(logit))
            {
                throw new ArgumentException($"the largest logit of head {head} is not finite", nameof(largestLogits));
            }

            if (logit > Threshold)
            {
                double gamma = Threshold / logit;
                ScaleRows(queryUp, head * queryRows, NoPositionDim, Math.Sqrt(gamma));
                ScaleRows(queryUp, (head * queryRows) + NoPositionDim, RotaryDim, gamma);
                ScaleRows(keyValueUp, head * keyValueRows, NoPositionDim, Math.Sqrt(gamma));
                clipped++;
            }
        }

        return clipped;
    }

    private static void ScaleRows(Tensor matrix, int first, int count, double factor)
    {
        using Tensor rows = matrix.narrow(0, first, count);
        rows.mul_(Held.Scalar(factor)).Dispose();
    }
}
