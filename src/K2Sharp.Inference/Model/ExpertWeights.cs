using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>One gated feed-forward block, down(silu(gate(x)) * up(x)): a routed expert, the shared experts as one, or a dense layer's MLP.</summary>
/// <param name="Gate">[intermediate, hidden].</param>
/// <param name="Up">[intermediate, hidden].</param>
/// <param name="Down">[hidden, intermediate].</param>
internal readonly record struct ExpertWeights(WeightMatrix Gate, WeightMatrix Up, WeightMatrix Down)
{
    public int Intermediate => Gate.Rows;

    /// <summary>A format of codes if gate or up has one, so that the prepared form of their input is needed.</summary>
    public WeightFormat InputFormat => Gate.Format.HasCodes() ? Gate.Format : Up.Format;

    public long ByteCount => Gate.ByteCount + Up.ByteCount + Down.ByteCount;
}
