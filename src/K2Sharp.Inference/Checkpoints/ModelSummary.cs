using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// What a config alone says of a model's size: parameters, bytes, reads per token, cache and memory. All figures are exact for a
/// checkpoint in the published layout (BF16 weights, INT4 where the quantization config says so, an F32 router bias).
/// </summary>
public sealed record ModelSummary
{
    private ModelSummary(K2Config config, IReadOnlyList<ModelPartSummary> parts)
    {
        ModelType = config.ModelType;
        Layers = config.NumHiddenLayers;
        MoeLayers = Enumerable.Range(0, Layers).Count(config.IsMoeLayer);
        Parts = parts;
        ContextTokens = config.MaxPositionEmbeddings;
        SoftmaxScale = config.SoftmaxScale;
        CacheValuesPerToken = (long)(config.KvLoraRank + config.QkRopeHeadDim) * Layers;
        TotalParameters = parts.Sum(part => part.Parameters);
        ActiveParameters = parts.Where(part => part.Part != ModelPart.Embedding).Sum(part => part.ActiveParameters);
        ActiveParametersWithEmbedding = ActiveParameters + (config.TieWordEmbeddings ? 0 : (long)config.VocabSize * config.HiddenSize);
        CheckpointBytes = parts.Sum(part => part.StoredBytes);
        ReadBytesPerToken = parts.Sum(part => part.ReadBytesPerToken);
    }

    /// <summary>The config's <c>model_type</c>.</summary>
    public string ModelType { get; }

    /// <summary>Decoder layers.</summary>
    public int Layers { get; }

    /// <summary>Of these, the layers with experts.</summary>
    public int MoeLayers { get; }

    /// <summary>The size of each part, in the order of <see cref="ModelPart"/>; the parts add up to the totals.</summary>
    public IReadOnlyList<ModelPartSummary> Parts { get; }

    /// <summary>All weights.</summary>
    public long TotalParameters { get; }

    /// <summary>Weights that a token visits, without the embedding table.</summary>
    public long ActiveParameters { get; }

    /// <summary>Weights that a token visits, the embedding table counted whole; the usual "32B" of K2.</summary>
    public long ActiveParametersWithEmbedding { get; }

    /// <summary>Bytes of all tensors, without file headers.</summary>
    public long CheckpointBytes { get; }

    /// <summary>Bytes of weights that decoding one token alone reads: memory bandwidth divided by this bounds tokens per second.</summary>
    public long ReadBytesPerToken { get; }

    /// <summary>The longest sequence, in tokens.</summary>
    public int ContextTokens { get; }

    /// <summary>Values that a token leaves in the cache: latent and rotary key of every layer.</summary>
    public long CacheValuesPerToken { get; }

    /// <summary>Bytes per token of a bfloat16 cache.</summary>
    public long CacheBytesPerTokenBF16 => CacheValuesPerToken * sizeof(ushort);

    /// <summary>Bytes per token of a float32 cache.</summary>
    public long CacheBytesPerTokenF32 => CacheValuesPerToken * sizeof(float);

    /// <summary>Bytes of a bfloat16 cache for one sequence of the longest context.</summary>
    public long FullCacheBytesBF16 => CacheBytesPerTokenBF16 * ContextTokens;

    /// <summary>Bytes of a float32 cache for one sequence of the longest context.</summary>
    public long FullCacheBytesF32 => CacheBytesPerTokenF32 * ContextTokens;

    /// <summary>Memory that holds all weights and a bfloat16 cache for one sequence of the longest context, in bytes.</summary>
    public long MemoryBytesBF16 => CheckpointBytes + FullCacheBytesBF16;

    /// <summary>Memory that holds all weights and a float32 cache for one sequence of the longest context, in bytes.</summary>
    public long MemoryBytesF32 => CheckpointBytes + FullCacheBytesF32;

    /// <summary>The factor on attention scores.</summary>
    public double SoftmaxScale { get; }

    /// <summary>Computes the summary; the routed experts of a layer are taken to be stored like its first.</summary>
    /// <param name="config">The model.</param>
    public static ModelSummary Of(K2Config config) => Of(config, DenseWeights.BFloat16);

    /// <summary>The same, with the bytes per token of a side file in place of those of the weights that it stands for.</summary>
    internal static ModelSummary Of(K2Config config, DenseWeights dense)
    {
        ArgumentNullException.ThrowIfNull(config);
        var parts = new ModelPartSummary[Enum.GetValues<ModelPart>().Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new ModelPartSummary((ModelPart)i, 0, 0, 0, 0);
        }

        void Add(PlannedWeight weight, long copies, long visited)
        {
            bool isQuantized = weight.IsQuantizedBy(config.QuantizationConfig);
            long readBytes = dense == DenseWeights.Int8 && !isQuantized && DensePlan.Covers(weight)
                ? WeightFormat.Int8Group32.ByteCount(weight.Rows, weight.Columns)
                : weight.ReadBytes(isQuantized);
            readBytes = weight.Part == ModelPart.Embedding ? readBytes / weight.Rows : readBytes;
            ModelPartSummary part = parts[(int)weight.Part];
            parts[(int)weight.Part] = new ModelPartSummary(
                weight.Part,
                part.Parameters + (copies * weight.Parameters),
                part.ActiveParameters + (visited * weight.Parameters),
                part.StoredBytes + (copies * weight.StoredBytes(isQuantized)),
                part.ReadBytesPerToken + (visited * readBytes));
        }

        for (int layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            foreach (PlannedWeight weight in TensorPlan.Backbone(config, layer))
            {
                Add(weight, 1, 1);
            }

            foreach (PlannedWeight weight in config.IsMoeLayer(layer) ? TensorPlan.Expert(config, layer, 0) : [])
            {
                Add(weight, config.RoutedExperts, config.ExpertsPerToken);
            }
        }

        foreach (PlannedWeight weight in TensorPlan.OutsideLayers(config))
        {
            Add(weight, 1, 1);
        }

        if (config.TieWordEmbeddings)
        {
            // Stored once, as the embedding, but read whole as the output head.
            Add(new PlannedWeight(TensorNames.Embedding, ModelPart.OutputHead, WeightKind.Table, config.VocabSize, config.HiddenSize), 0, 1);
        }

        return new ModelSummary(config, parts);
    }
}
