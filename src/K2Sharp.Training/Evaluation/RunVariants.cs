using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;

namespace K2Sharp.Training.Evaluation;

/// <summary>A training run's folder: weights, config.json and tokenizer, exported in every variant that it has the weights for.</summary>
internal sealed class RunVariants
{
    private readonly string _directory;
    private readonly K2Config _config;

    /// <exception cref="CheckpointException">The folder lacks the config or all weights.</exception>
    public RunVariants(string directory)
    {
        _directory = directory;
        _config = K2Config.Load(directory);
        Variants = EvaluationVariant.In(directory);
        if (Variants.Count == 0)
        {
            throw new CheckpointException($"{directory} holds no {EvaluationVariant.Masters}: it is not the folder of a finished run");
        }
    }

    public IReadOnlyList<EvaluationVariant> Variants { get; }

    /// <summary>Exports a variant, hands its folder to <paramref name="use"/> and removes it.</summary>
    public void With(EvaluationVariant variant, Action<string> use)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("k2-evaluate-");
        try
        {
            string checkpoint = Path.Combine(temporary.FullName, "checkpoint");
            NamedWeights weights = NamedWeights.Load(Path.Combine(_directory, variant.WeightsFile));
            CheckpointExporter.Write(_config, weights, Path.Combine(_directory, "tokenizer"), checkpoint, variant.Format);
            use(checkpoint);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }
}
