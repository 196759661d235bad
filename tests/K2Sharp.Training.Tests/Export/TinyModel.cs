using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Data;
using K2Sharp.Training.Export;

namespace K2Sharp.Training.Tests.Export;

/// <summary>A random model with everything that K2 has, its tokenizer, and a folder for exports that is removed at the end.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-train-").FullName;

    public TinyModel(ulong seed = 1, int contextLength = 1024)
    {
        Config = SyntheticPresets.Get("tiny") with { QuantizationConfig = null, MaxPositionEmbeddings = contextLength };
        Weights = Random(Config, seed);
        Directory.CreateDirectory(TokenizerPath);
        System.IO.File.WriteAllText(Path.Combine(TokenizerPath, "tiktoken.model"), SyntheticTokenizer.Vocabulary(Config.VocabSize));
        System.IO.File.WriteAllText(Path.Combine(TokenizerPath, "tokenizer_config.json"), SyntheticTokenizer.Config(Config.VocabSize));
    }

    public K2Config Config { get; }

    public NamedWeights Weights { get; }

    public string TokenizerPath => File("tokenizer");

    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Exports under the format's name and gives the folder.</summary>
    public string Export(ExpertFormat format)
    {
        CheckpointExporter.Write(Config, Weights, TokenizerPath, File(format.Name), format);
        return File(format.Name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static NamedWeights Random(K2Config config, ulong seed)
    {
        var random = new TaskRandom(seed);
        var weights = new NamedWeights();
        foreach (PlannedWeight weight in TensorPlan.All(config))
        {
            PlannedTensor tensor = weight.Tensors(isQuantized: false).Single();
            (float center, double spread) = weight.Kind switch
            {
                WeightKind.Norm => (1f, 0.05),
                WeightKind.RouterBias => (0f, 0.02),
                _ => (0f, 1 / Math.Sqrt(weight.Columns)),
            };
            float[] values = new float[weight.Parameters];
            for (int i = 0; i < values.Length; i++)
            {
                // Two uniforms: bounded and not flat, which is all that rounding asks of weights.
                values[i] = center + (float)(spread * 2.4 * (random.NextDouble() + random.NextDouble() - 1));
            }

            weights.Add(tensor.Name, tensor.Shape, values);
        }

        return weights;
    }
}
