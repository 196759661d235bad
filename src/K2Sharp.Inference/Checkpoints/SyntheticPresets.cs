namespace K2Sharp.Inference.Checkpoints;

/// <summary>The dimensions of known models, for random checkpoints.</summary>
public static class SyntheticPresets
{
    /// <summary>The names that <see cref="Get"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["k2-thinking", "long", "tiny"];

    // As published; config.json of moonshotai/Kimi-K2-Thinking.
    private static K2Config K2Thinking { get; } = new()
    {
        ModelType = "kimi_k2",
        VocabSize = 163840,
        HiddenSize = 7168,
        NumHiddenLayers = 61,
        FirstKDenseReplace = 1,
        IntermediateSize = 18432,
        MoeIntermediateSize = 2048,
        RoutedExperts = 384,
        SharedExperts = 1,
        ExpertsPerToken = 8,
        RoutedScalingFactor = 2.827,
        NumAttentionHeads = 64,
        QLoraRank = 1536,
        KvLoraRank = 512,
        QkNopeHeadDim = 128,
        QkRopeHeadDim = 64,
        VHeadDim = 128,
        RmsNormEps = 1e-5,
        RopeTheta = 50000,
        YarnScaling = new YarnScaling { Factor = 64, OriginalMaxPositionEmbeddings = 4096, BetaFast = 1, BetaSlow = 1, Mscale = 1, MscaleAllDim = 1 },
        MaxPositionEmbeddings = 262144,
        EosTokenIds = [163586],
        QuantizationConfig = new QuantizationConfig(["Linear"], QuantizationConfig.PublishedIgnore),
    };

    // Everything that K2-Thinking has, in a megabyte or two.
    private static K2Config Tiny { get; } = K2Thinking with
    {
        VocabSize = 768,
        HiddenSize = 128,
        NumHiddenLayers = 3,
        IntermediateSize = 320,
        MoeIntermediateSize = 64,
        RoutedExperts = 16,
        ExpertsPerToken = 4,
        NumAttentionHeads = 4,
        QLoraRank = 96,
        KvLoraRank = 64,
        QkNopeHeadDim = 32,
        QkRopeHeadDim = 16,
        VHeadDim = 32,
        YarnScaling = new YarnScaling { Factor = 8, OriginalMaxPositionEmbeddings = 128, BetaFast = 32, BetaSlow = 1, Mscale = 1, MscaleAllDim = 1 },
        MaxPositionEmbeddings = 1024,
    };

    // The sizes of a head, of the latents and the positions as published, everything else small: to measure what a long context costs by itself.
    private static K2Config Long { get; } = K2Thinking with
    {
        VocabSize = 4096,
        HiddenSize = 1024,
        NumHiddenLayers = 3,
        IntermediateSize = 2048,
        MoeIntermediateSize = 256,
        RoutedExperts = 16,
        ExpertsPerToken = 4,
        NumAttentionHeads = 4,
        QLoraRank = 256,
    };

    /// <summary>A preset, with some of its dimensions replaced.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="layers">Decoder layers; the first stays dense.</param>
    /// <param name="experts">Routed experts per layer; a token visits as many as in the preset, or all if there are fewer.</param>
    /// <param name="vocabulary">Vocabulary size, at least 512: 256 bytes and 256 special tokens.</param>
    /// <exception cref="CheckpointException">The name is unknown or a number is out of range.</exception>
    public static K2Config Get(string name, int? layers = null, int? experts = null, int? vocabulary = null)
    {
        K2Config preset = name switch
        {
            "k2-thinking" => K2Thinking,
            "long" => Long,
            "tiny" => Tiny,
            _ => throw new CheckpointException($"there is no preset \"{name}\": choose one of {string.Join(", ", Names)}"),
        };
        int size = vocabulary ?? preset.VocabSize;
        if (size < SyntheticTokenizer.LeastVocabulary)
        {
            throw new CheckpointException($"a vocabulary of {size} is too small: at least {SyntheticTokenizer.LeastVocabulary} (256 bytes and 256 special tokens) are needed");
        }

        int first = size - SyntheticTokenizer.SpecialTokens;
        K2Config config = preset with
        {
            NumHiddenLayers = layers ?? preset.NumHiddenLayers,
            RoutedExperts = experts ?? preset.RoutedExperts,
            ExpertsPerToken = Math.Min(preset.ExpertsPerToken, experts ?? preset.RoutedExperts),
            VocabSize = size,
            BosTokenId = first,
            EosTokenIds = [first + 2],
            PadTokenId = size - 1,
        };

        // Reading it back checks every limit and names the field.
        return K2Config.Parse(config.ToJson());
    }
}
