using System.Text.Json;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Bench;

/// <summary>What decoding one token spends in a layer's attention, in its MLP or experts, and in the output head.</summary>
/// <param name="Attention">Of one layer.</param>
/// <param name="DenseMlp">Of one layer without experts; zero where there is none.</param>
/// <param name="Experts">Of one layer with experts; zero where there is none.</param>
/// <param name="OutputHead">Once per token.</param>
internal sealed record LayerTimes(TimeSpan Attention, TimeSpan DenseMlp, TimeSpan Experts, TimeSpan OutputHead)
{
    private const string Whole = "k2-thinking";

    public static LayerTimes Of(StageTimes times) =>
        new(times.Mean(Stage.Attention), times.Mean(Stage.DenseMlp), times.Mean(Stage.Experts), times.Mean(Stage.OutputHead));

    /// <summary>
    /// Tokens per second of the whole Kimi-K2-Thinking by its counts of layers, from a model with a few layers of its dimensions; null where the
    /// dimensions are others, or a kind of layer was not measured.
    /// </summary>
    public double? WholeModel(K2Config measured)
    {
        K2Config whole = SyntheticPresets.Get(Whole);
        bool isSame = measured with
        {
            NumHiddenLayers = whole.NumHiddenLayers,
            RoutedExperts = whole.RoutedExperts,
            VocabSize = whole.VocabSize,
            BosTokenId = whole.BosTokenId,
            EosTokenIds = whole.EosTokenIds,
            PadTokenId = whole.PadTokenId,
            QuantizationConfig = whole.QuantizationConfig,
        }
        == whole;
        if (!isSame || measured.QuantizationConfig is null || DenseMlp <= TimeSpan.Zero || Experts <= TimeSpan.Zero)
        {
            return null;
        }

        int layers = whole.NumHiddenLayers;
        int moe = Enumerable.Range(0, layers).Count(whole.IsMoeLayer);
        TimeSpan token = (layers * Attention) + ((layers - moe) * DenseMlp) + (moe * Experts) + (OutputHead * ((double)whole.VocabSize / measured.VocabSize));
        return 1 / token.TotalSeconds;
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("layer_milliseconds");
        json.WriteNumber("attention", Attention.TotalMilliseconds);
        json.WriteNumber("dense_mlp", DenseMlp.TotalMilliseconds);
        json.WriteNumber("experts", Experts.TotalMilliseconds);
        json.WriteNumber("output_head", OutputHead.TotalMilliseconds);
        json.WriteEndObject();
    }
}
