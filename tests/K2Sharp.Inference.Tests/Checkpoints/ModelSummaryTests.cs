using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Inference.Tests.Checkpoints;

public sealed class ModelSummaryTests
{
    private readonly ModelSummary _k2 = ModelSummary.Of(K2Config.Parse(ConfigJson.K2Thinking));

    [Fact]
    public void K2_Thinking_has_the_published_sizes()
    {
        Assert.Equal(1_026_408_232_448, _k2.TotalParameters);
        Assert.Equal(594_205_904_896, _k2.CheckpointBytes);
        Assert.Equal(31.69, Math.Round(_k2.ActiveParameters / 1e9, 2));
        Assert.Equal(32.86, Math.Round(_k2.ActiveParametersWithEmbedding / 1e9, 2));
        Assert.Equal((61, 60), (_k2.Layers, _k2.MoeLayers));
        Assert.Equal(0.14467962580268923, _k2.SoftmaxScale, 15);
    }

    [Fact]
    public void K2_Thinking_has_the_published_parts()
    {
        Assert.Equal(61 * 101_122_048L, Part(ModelPart.Attention).Parameters);
        Assert.Equal(1_014_686_023_680, Part(ModelPart.RoutedExperts).Parameters);
        Assert.Equal(60 * 44_040_192L, Part(ModelPart.SharedExperts).Parameters);
        Assert.Equal(1_174_405_120, Part(ModelPart.Embedding).Parameters);
        Assert.Equal(1_174_405_120, Part(ModelPart.OutputHead).Parameters);
        Assert.Equal(570_761_441_280, Part(ModelPart.RoutedExperts).StoredBytes);
        Assert.Equal(23_444_463_616, _k2.CheckpointBytes - Part(ModelPart.RoutedExperts).StoredBytes);
        Assert.Equal(480L * 44_040_192, Part(ModelPart.RoutedExperts).ActiveParameters);
    }

    [Fact]
    public void A_token_reads_33_gigabytes_of_which_12_are_experts()
    {
        Assert.Equal(32.99, Math.Round(_k2.ReadBytesPerToken / 1e9, 2));
        Assert.Equal(12.34, Math.Round(Part(ModelPart.Attention).ReadBytesPerToken / 1e9, 2));
        Assert.Equal(11.89, Math.Round(Part(ModelPart.RoutedExperts).ReadBytesPerToken / 1e9, 2));
        Assert.Equal(5.28, Math.Round(Part(ModelPart.SharedExperts).ReadBytesPerToken / 1e9, 2));
        Assert.Equal(2.35, Math.Round(Part(ModelPart.OutputHead).ReadBytesPerToken / 1e9, 2));
        Assert.Equal(0.79, Math.Round(Part(ModelPart.DenseMlp).ReadBytesPerToken / 1e9, 2));
        Assert.Equal(0.33, Math.Round(Part(ModelPart.Router).ReadBytesPerToken / 1e9, 2));
        Assert.Equal(7168 * 2, Part(ModelPart.Embedding).ReadBytesPerToken);
    }

    [Fact]
    public void With_int8_dense_weights_a_token_reads_24_gigabytes()
    {
        ModelSummary int8 = ModelSummary.Of(SyntheticPresets.Get("k2-thinking"), DenseWeights.Int8);
        Assert.Equal(23.73, Math.Round(int8.ReadBytesPerToken / 1e9, 2));

        // Of attention kv_b_proj stays, a twelfth; experts, router and embedding stay whole.
        long kept = 61 * 512L * 16384;
        Assert.Equal(
            (((61 * 101_122_048L) - kept) * 17 / 16) + (2 * kept), int8.Parts.First(part => part.Part == ModelPart.Attention).ReadBytesPerToken);
        foreach (ModelPart part in (ModelPart[])[ModelPart.RoutedExperts, ModelPart.Router, ModelPart.Embedding, ModelPart.Norms])
        {
            Assert.Equal(Part(part).ReadBytesPerToken, int8.Parts.First(other => other.Part == part).ReadBytesPerToken);
        }

        Assert.Equal(_k2.CheckpointBytes, int8.CheckpointBytes);
    }

    [Fact]
    public void The_cache_holds_576_values_per_layer_and_token()
    {
        Assert.Equal(576 * 61, _k2.CacheValuesPerToken);
        Assert.Equal(70_272, _k2.CacheBytesPerTokenBF16);
        Assert.Equal(140_544, _k2.CacheBytesPerTokenF32);
        Assert.Equal(18.42, Math.Round(_k2.FullCacheBytesBF16 / 1e9, 2));
        Assert.Equal(2 * _k2.FullCacheBytesBF16, _k2.FullCacheBytesF32);
        Assert.Equal(_k2.CheckpointBytes + _k2.FullCacheBytesBF16, _k2.MemoryBytesBF16);
        Assert.Equal(_k2.CheckpointBytes + _k2.FullCacheBytesF32, _k2.MemoryBytesF32);
    }

    [Fact]
    public void A_tied_head_is_read_but_not_stored()
    {
        ModelSummary tied = ModelSummary.Of(K2Config.Parse(ConfigJson.K2Thinking) with { TieWordEmbeddings = true });
        Assert.Equal(_k2.TotalParameters - 1_174_405_120, tied.TotalParameters);
        Assert.Equal(_k2.CheckpointBytes - (2 * 1_174_405_120L), tied.CheckpointBytes);
        Assert.Equal(_k2.ReadBytesPerToken, tied.ReadBytesPerToken);
        Assert.Equal(_k2.ActiveParameters, tied.ActiveParameters);
        Assert.Equal(_k2.ActiveParameters, tied.ActiveParametersWithEmbedding);
    }

    // Moonlight's model card counts neither table: 15.96 B and 2.24 B, which the head's 0.34 B makes 2.58 B.
    [Theory]
    [InlineData(ConfigJson.Moonlight, 15.96, 2.58)]
    [InlineData(ConfigJson.DeepSeekV3, 671.03, 36.63)]
    public void Siblings_have_their_known_sizes(string config, double billions, double activeBillions)
    {
        ModelSummary summary = ModelSummary.Of(K2Config.Parse(config));
        Assert.Equal(billions, Math.Round(summary.TotalParameters / 1e9, 2));
        Assert.Equal(activeBillions, Math.Round(summary.ActiveParameters / 1e9, 2));
        Assert.Equal(summary.TotalParameters, summary.Parts.Sum(part => part.Parameters));
    }

    private ModelPartSummary Part(ModelPart part) => _k2.Parts.Single(row => row.Part == part);
}
