using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>A matrix, and how regions cut its rows into items.</summary>
/// <param name="Weights">The matrix.</param>
/// <param name="RowsOfItem">Rows of an item; the last one may have fewer.</param>
internal readonly record struct PlacedMatrix(WeightMatrix Weights, int RowsOfItem)
{
    public int Items => (Weights.Rows + RowsOfItem - 1) / RowsOfItem;

    /// <summary>
    /// All matrices that regions divide. The embedding is not among them, as single rows of it are looked up, and neither are norms and biases, which are copies.
    /// </summary>
    public static IEnumerable<PlacedMatrix> Of(ModelWeights weights, ModelDimensions size)
    {
        foreach (LayerWeights layer in weights.Layers)
        {
            AttentionWeights attention = layer.Attention;
            if (attention.QueryDown is { } queryDown)
            {
                yield return Whole(queryDown);
            }

            yield return Whole(attention.Query);
            yield return Whole(attention.LatentDown);
            yield return new PlacedMatrix(attention.LatentUp, size.LatentUpHead);
            yield return Whole(attention.Output);
            if (layer.Moe is { } moe)
            {
                yield return Whole(moe.Router);
            }

            foreach (ExpertWeights block in Blocks(layer))
            {
                yield return new PlacedMatrix(block.Gate, GateUpWork.RowsPerItem);
                yield return new PlacedMatrix(block.Up, GateUpWork.RowsPerItem);
                yield return new PlacedMatrix(block.Down, DownWork.LeastRows);
            }
        }

        yield return Whole(weights.Head);
    }

    private static PlacedMatrix Whole(in WeightMatrix matrix) => new(matrix, MatMulWork.RowsOfItem(matrix));

    private static ExpertWeights[] Blocks(LayerWeights layer) => layer.Moe is not { } moe
        ? [layer.Dense!.Value]
        : moe.Shared is { } shared ? [.. moe.Experts, shared] : moe.Experts;
}
