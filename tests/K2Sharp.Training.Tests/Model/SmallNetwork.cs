using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;
using K2Sharp.Training.Data;
using K2Sharp.Training.Export;
using K2Sharp.Training.Kernels;
using K2Sharp.Training.Model;
using K2Sharp.Training.Quantization;
using K2Sharp.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Model;

/// <summary>Small random networks, batches for them, and their logits.</summary>
internal static class SmallNetwork
{
    private const int Vocabulary = 520;

    /// <summary>Everything that K2 has, with sizes that fill no vector register where the format allows it.</summary>
    public static K2Config Config { get; } = SyntheticPresets.Get("tiny") with
    {
        VocabSize = Vocabulary,
        HiddenSize = 64,
        NumHiddenLayers = 3,
        IntermediateSize = 75,
        MoeIntermediateSize = 32,
        RoutedExperts = 5,
        ExpertsPerToken = 2,
        RoutedScalingFactor = 1.414,
        NumAttentionHeads = 3,
        QLoraRank = 37,
        KvLoraRank = 21,
        QkNopeHeadDim = 10,
        QkRopeHeadDim = 6,
        VHeadDim = 9,
        RmsNormEps = 1e-5,
        YarnScaling = null,
        MaxPositionEmbeddings = 1024,
        BosTokenId = null,
        PadTokenId = null,
        EosTokenIds = [Vocabulary - 254],
        QuantizationConfig = null,
    };

    /// <summary>The same, stretched.</summary>
    public static K2Config Long { get; } = Config with
    {
        YarnScaling = new YarnScaling { Factor = 16, OriginalMaxPositionEmbeddings = 128, BetaFast = 8, BetaSlow = 1, Mscale = 1, MscaleAllDim = 1 },
    };

    /// <summary>A network whose norms and router biases are random as well.</summary>
    public static K2Network Create(K2Config config, ulong seed = 1, bool? usesOwnAttention = null)
    {
        var network = new K2Network(config, seed) { UsesOwnAttention = usesOwnAttention ?? CausalAttention.IsAvailable };
        var random = new TaskRandom(seed + 1000);
        foreach (Parameter parameter in network.Parameters)
        {
            Span<float> values = TensorMemory.Floats(parameter.Master);
            if (parameter.Master.dim() == 1)
            {
                foreach (ref float value in values)
                {
                    value += (float)((random.NextDouble() - 0.5) * 0.2);
                }
            }
            else if (parameter.Name == "lm_head.weight")
            {
                // Logits as far apart as those of a trained model, rather than all near zero.
                foreach (ref float value in values)
                {
                    value *= 4;
                }
            }
        }

        foreach ((_, Tensor bias) in network.Biases)
        {
            foreach (ref float value in TensorMemory.Floats(bias))
            {
                value = (float)((random.NextDouble() - 0.5) * 0.2);
            }
        }

        return network;
    }

    /// <summary>Rounds to BF16 what the exporter rounds so: all but routed experts and router biases.</summary>
    public static void RoundLikeTheExporter(K2Network network)
    {
        foreach (Parameter parameter in network.Parameters.Where(parameter => !parameter.IsExpert))
        {
            foreach (ref float value in TensorMemory.Floats(parameter.Master))
            {
                value = BFloat16Rounding.ToSingle(BFloat16Rounding.FromSingle(value));
            }
        }
    }

    public static void Quantize(K2Network network, GroupQuantizer? quantizer)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Quantize(quantizer);
        }
    }

    /// <summary>Writes the INT4 checkpoint into a new folder.</summary>
    public static string Export(K2Network network, string folder)
    {
        string tokenizer = Path.Combine(folder, "tokenizer");
        string export = Path.Combine(folder, "export");
        WriteTokenizer(tokenizer);
        CheckpointExporter.Write(network.Config, NetworkWeights.Of(network), tokenizer, export, ExpertFormat.Int4);
        return export;
    }

    public static void WriteTokenizer(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "tiktoken.model"), SyntheticTokenizer.Vocabulary(Vocabulary));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), SyntheticTokenizer.Config(Vocabulary));
    }

    public static int[] Document(int length, ulong seed)
    {
        var random = new TaskRandom(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(0, Vocabulary))];
    }

    /// <summary>Documents with a prediction at every position but the last, which predicts 0.</summary>
    public static RaggedBatch Batch(params int[][] documents)
    {
        int tokens = documents.Sum(document => document.Length);
        return new RaggedBatch
        {
            Ids = [.. documents.SelectMany(document => document).Select(id => (long)id)],
            Positions = [.. documents.SelectMany(document => Enumerable.Range(0, document.Length)).Select(place => (long)place)],
            Lengths = [.. documents.Select(document => document.Length)],
            Rows = [.. Enumerable.Range(0, tokens).Select(row => (long)row)],
            Targets = [.. documents.SelectMany(document => document.Skip(1).Append(0)).Select(id => (long)id)],
            Weights = [.. Enumerable.Repeat(1f, tokens)],
            Families = new int[tokens],
        };
    }

    /// <summary>[rows * vocabulary] logits.</summary>
    public static float[] Logits(K2Network network, RaggedBatch batch)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return [.. network.Forward(batch, 0, out _).contiguous().data<float>()];
    }

    /// <summary>[tokens * vocabulary] logits of the engine.</summary>
    public static float[] EngineLogits(K2Model model, int[] document)
    {
        float[] logits = new float[document.Length * model.Config.VocabSize];
        model.Forward(model.CreateCache(document.Length), document, logits, TestContext.Current.CancellationToken);
        return logits;
    }

    /// <summary>The most likely tokens one after the other, each from a whole forward pass.</summary>
    public static int[] Greedy(K2Network network, IReadOnlyList<int> prompt, int count, int vocabulary)
    {
        List<int> ids = [.. prompt];
        for (int i = 0; i < count; i++)
        {
            RaggedBatch batch = Batch([.. ids]);
            float[] last = Logits(network, new RaggedBatch
            {
                Ids = batch.Ids,
                Positions = batch.Positions,
                Lengths = batch.Lengths,
                Rows = [ids.Count - 1],
                Targets = [0],
                Weights = [1],
                Families = [0],
            });
            ids.Add(Array.IndexOf(last, last.Take(vocabulary).Max()));
        }

        return [.. ids.Skip(prompt.Count)];
    }

    public static float Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Assert.Equal(left.Length, right.Length);
        float most = 0;
        for (int i = 0; i < left.Length; i++)
        {
            // Not Max, which would let a NaN be overwritten.
            most = MathF.Abs(left[i] - right[i]) <= most ? most : MathF.Abs(left[i] - right[i]);
        }

        return most;
    }
}
