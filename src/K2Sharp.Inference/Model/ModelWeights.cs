using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// All weights of a model. Matrices stay where they lie in the map of the checkpoint or its side file; only the norms and the router biases, some thousand numbers
/// per layer, are copied to float32.
/// </summary>
/// <param name="Embedding">embed_tokens [vocabulary, hidden].</param>
/// <param name="Layers">The decoder layers.</param>
/// <param name="FinalNorm">norm [hidden].</param>
/// <param name="Head">lm_head [vocabulary, hidden], or the embedding where the two are tied.</param>
internal sealed record ModelWeights(WeightMatrix Embedding, LayerWeights[] Layers, float[] FinalNorm, WeightMatrix Head)
{
    /// <summary>The matrices that every token visits, and the embedding, of which it visits a row: all but the routed experts.</summary>
    public IEnumerable<WeightMatrix> OfEveryToken => Layers.SelectMany(OfLayer).Prepend(Embedding).Concat(IsTied ? [] : [Head]);

    private unsafe bool IsTied => Embedding.Data == Head.Data;

    /// <summary>Finds every tensor that the configuration asks for.</summary>
    /// <param name="checkpoint">The files.</param>
    /// <param name="dense">How the weights that every token visits are read, where there is a choice.</param>
    /// <exception cref="CheckpointException">A tensor is missing, or has another shape or type, or int8 has no fitting side file; the message names it.</exception>
    public static ModelWeights Bind(Checkpoint checkpoint, DenseWeights dense = DenseWeights.BFloat16)
    {
        K2Config config = checkpoint.Config;
        WeightMatrix embedding = RequireDense(
            checkpoint.GetMatrix(TensorNames.Embedding, config.VocabSize, config.HiddenSize), TensorNames.Embedding);
        return new ModelWeights(
            embedding,
            [.. Enumerable.Range(0, config.NumHiddenLayers).Select(layer => BindLayer(checkpoint, layer, dense))],
            Norm(checkpoint, TensorNames.FinalNorm, config.HiddenSize),
            config.TieWordEmbeddings ? embedding : checkpoint.GetMatrix(TensorNames.LmHead, config.VocabSize, config.HiddenSize, dense));
    }

    private static IEnumerable<WeightMatrix> OfLayer(LayerWeights layer)
    {
        foreach (WeightMatrix matrix in layer.Attention.Matrices)
        {
            yield return matrix;
        }

        if (layer.Moe is { } moe)
        {
            yield return moe.Router;
        }

        if ((layer.Moe is { } routed ? routed.Shared : layer.Dense) is { } block)
        {
            yield return block.Gate;
            yield return block.Up;
            yield return block.Down;
        }
    }

    private static LayerWeights BindLayer(Checkpoint checkpoint, int layer, DenseWeights dense)
    {
        K2Config config = checkpoint.Config;
        bool isMoe = config.IsMoeLayer(layer);
        return new LayerWeights(
            Norm(checkpoint, TensorNames.InputNorm(layer), config.HiddenSize),
            BindAttention(checkpoint, layer, dense),
            Norm(checkpoint, TensorNames.PostAttentionNorm(layer), config.HiddenSize),
            isMoe ? null : BindExpert(checkpoint, projection => TensorNames.DenseMlp(layer, projection), config.IntermediateSize, dense),
            isMoe ? BindMoe(checkpoint, layer, dense) : null);
    }

    private static AttentionWeights BindAttention(Checkpoint checkpoint, int layer, DenseWeights dense)
    {
        var size = new ModelDimensions(checkpoint.Config);
        string Name(string projection) => TensorNames.Attention(layer, projection);
        bool isCompressed = checkpoint.Config.QLoraRank is not null;
        int queryInput = checkpoint.Config.QLoraRank ?? size.Hidden;
        return new AttentionWeights(
            isCompressed ? checkpoint.GetMatrix(Name(TensorNames.QAProj), queryInput, size.Hidden, dense) : null,
            isCompressed ? Norm(checkpoint, Name(TensorNames.QANorm), queryInput) : null,
            checkpoint.GetMatrix(Name(isCompressed ? TensorNames.QBProj : TensorNames.QProj), size.Queries, queryInput, dense),
            checkpoint.GetMatrix(Name(TensorNames.KvAProj), size.CacheWidth, size.Hidden, dense),
            Norm(checkpoint, Name(TensorNames.KvANorm), size.Latent),
            RequireDense(checkpoint.GetMatrix(Name(TensorNames.KvBProj), size.Heads * size.LatentUpHead, size.Latent), Name(TensorNames.KvBProj)),
            checkpoint.GetMatrix(Name(TensorNames.OProj), size.Hidden, size.Values, dense));
    }

    private static MoeWeights BindMoe(Checkpoint checkpoint, int layer, DenseWeights dense)
    {
        K2Config config = checkpoint.Config;
        return new MoeWeights(
            RequireDense(checkpoint.GetMatrix(TensorNames.Router(layer), config.RoutedExperts, config.HiddenSize), TensorNames.Router(layer)),
            checkpoint.GetVector(TensorNames.RouterBias(layer), config.RoutedExperts),
            [.. Enumerable.Range(0, config.RoutedExperts).Select(expert => BindExpert(
                checkpoint,
                projection => TensorNames.Expert(layer, expert, projection),
                config.MoeIntermediateSize,
                DenseWeights.BFloat16))],
            config.SharedExperts == 0 ? null : BindExpert(
                checkpoint,
                projection => TensorNames.SharedExperts(layer, projection),
                config.MoeIntermediateSize * config.SharedExperts,
                dense));
    }

    private static ExpertWeights BindExpert(Checkpoint checkpoint, Func<string, string> name, int intermediate, DenseWeights dense)
    {
        int hidden = checkpoint.Config.HiddenSize;
        var weights = new ExpertWeights(
            checkpoint.GetMatrix(name(TensorNames.GateProj), intermediate, hidden, dense),
            checkpoint.GetMatrix(name(TensorNames.UpProj), intermediate, hidden, dense),
            checkpoint.GetMatrix(name(TensorNames.DownProj), hidden, intermediate, dense));
        return weights;
    }

    /// <summary>Rows of the embedding are looked up, kv_b_proj is multiplied from both sides and routing is float32: none of that exists for codes.</summary>
    private static WeightMatrix RequireDense(WeightMatrix matrix, string module) => !matrix.Format.HasCodes()
        ? matrix
        : throw new CheckpointException($"module {module} is INT4, but only BF16 or F32 is supported there");

    private static float[] Norm(Checkpoint checkpoint, string module, int length)
        => Pinned(checkpoint.GetVector(TensorNames.Weight(module), length));

    /// <summary>Kernels take addresses, so these small arrays must not move.</summary>
    private static float[] Pinned(float[] values)
    {
        float[] pinned = GC.AllocateUninitializedArray<float>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }
}
