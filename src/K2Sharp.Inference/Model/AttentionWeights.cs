using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>The weights of one layer's multi-head latent attention.</summary>
/// <param name="QueryDown">q_a_proj [q_lora_rank, hidden]; null where queries are projected directly (Moonlight).</param>
/// <param name="QueryNorm">q_a_layernorm [q_lora_rank]; null with <paramref name="QueryDown"/>.</param>
/// <param name="Query">q_b_proj [heads * (nope + rope), q_lora_rank], or q_proj [heads * (nope + rope), hidden].</param>
/// <param name="LatentDown">kv_a_proj_with_mqa [kv_lora_rank + rope, hidden].</param>
/// <param name="LatentNorm">kv_a_layernorm [kv_lora_rank].</param>
/// <param name="LatentUp">kv_b_proj [heads * (nope + v), kv_lora_rank]: per head first the key rows, then the value rows.</param>
/// <param name="Output">o_proj [hidden, heads * v].</param>
internal sealed record AttentionWeights(
    WeightMatrix? QueryDown,
    float[]? QueryNorm,
    WeightMatrix Query,
    WeightMatrix LatentDown,
    float[] LatentNorm,
    WeightMatrix LatentUp,
    WeightMatrix Output)
{
    /// <summary>A format of codes if any matrix that reads the normalized hidden state has one, so that its prepared form is needed.</summary>
    public WeightFormat InputFormat => LatentDown.Format.HasCodes() ? LatentDown.Format : (QueryDown ?? Query).Format;

    public IEnumerable<WeightMatrix> Matrices => QueryDown is { } down ? [down, Query, LatentDown, LatentUp, Output] : [Query, LatentDown, LatentUp, Output];
}
