using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>The weights of a mixture-of-experts block.</summary>
/// <param name="Router">mlp.gate.weight [experts, hidden].</param>
/// <param name="Bias">mlp.gate.e_score_correction_bias [experts], used for selection only.</param>
/// <param name="Experts">The routed experts, by index.</param>
/// <param name="Shared">The shared experts, which the checkpoint stores as one wider block; null where n_shared_experts is 0.</param>
internal sealed record MoeWeights(WeightMatrix Router, float[] Bias, ExpertWeights[] Experts, ExpertWeights? Shared)
{
    /// <summary>INT4 if any expert reads the normalized hidden state through a matrix of codes, so that its prepared form is needed; it is the same for int8.</summary>
    public WeightFormat InputFormat { get; } = Experts.Append(Shared ?? Experts[0]).Any(expert => expert.InputFormat.HasCodes())
        ? WeightFormat.Int4Group32
        : WeightFormat.BFloat16;
}
