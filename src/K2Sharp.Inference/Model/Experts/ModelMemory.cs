namespace K2Sharp.Inference.Model.Experts;

/// <summary>What a model's weights and buffers take, in bytes.</summary>
/// <param name="DenseBytes">Weights that every token needs: all but the routed experts, and the whole embedding.</param>
/// <param name="ExpertBytes">All routed experts.</param>
/// <param name="BufferBytes">The buffers of a step.</param>
internal readonly record struct ModelMemory(long DenseBytes, long ExpertBytes, long BufferBytes)
{
    public static ModelMemory Of(ModelWeights weights, long bufferBytes) => new(
        weights.OfEveryToken.Sum(matrix => matrix.ByteCount),
        weights.Layers.Sum(layer => layer.Moe?.Experts.Sum(expert => expert.ByteCount) ?? 0),
        bufferBytes);
}
