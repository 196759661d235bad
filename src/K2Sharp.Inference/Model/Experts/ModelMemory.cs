using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>What a model's weights and buffers take, in bytes.</summary>
/// <param name="DenseBytes">Weights that every token needs: all but the routed experts, and the whole embedding.</param>
/// <param name="ExpertBytes">All routed experts.</param>
/// <param name="BufferBytes">The buffers of a step.</param>
internal readonly record struct ModelMemory(long DenseBytes, long ExpertBytes, long BufferBytes)
{
    public static ModelMemory Of(ModelWeights weights, long bufferBytes)
    {
        long dense = weights.Embedding.ByteCount + (IsSame(weights.Embedding, weights.Head) ? 0 : weights.Head.ByteCount);
        long experts = 0;
        foreach (LayerWeights layer in weights.Layers)
        {
            dense += layer.Attention.ByteCount + (layer.Dense?.ByteCount ?? 0);
            if (layer.Moe is { } moe)
            {
                dense += moe.Router.ByteCount + (moe.Shared?.ByteCount ?? 0);
                experts += moe.Experts.Sum(expert => expert.ByteCount);
            }
        }

        return new ModelMemory(dense, experts, bufferBytes);
    }

    private static unsafe bool IsSame(in WeightMatrix a, in WeightMatrix b) => a.Data == b.Data;
}
