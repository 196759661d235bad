using K2Sharp.Inference.Checkpoints;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Training.Export;

/// <summary>
/// Writes trained weights as a checkpoint in the published layout: both configs, the tokenizer's files and one <c>model.safetensors</c>.
/// Weights outside the routed experts are rounded to BF16 here, as Moonshot publishes them, so logits equal those of a trainer whose
/// masters were rounded likewise. <c>training.json</c> beside them, which no other program reads, says how the experts were written.
/// </summary>
internal static class CheckpointExporter
{
    /// <summary>The name of the file with the fingerprint.</summary>
    public const string TrainingFile = "training.json";

    // The engine needs the first two; the others help other programs.
    private static readonly string[] s_tokenizerFiles = ["tiktoken.model", "tokenizer_config.json"];
    private static readonly string[] s_optionalFiles = ["special_tokens_map.json", "chat_template.jinja", "tokenization_kimi.py"];

    /// <summary>Writes a checkpoint; an older one in the same place is replaced at the end, in one step.</summary>
    /// <param name="config">The dimensions; token ids and <c>quantization_config</c> are filled in here.</param>
    /// <param name="weights">The trained weights, by published name.</param>
    /// <param name="tokenizerDirectory">The folder that holds tiktoken.model and tokenizer_config.json.</param>
    /// <param name="outDirectory">The folder to write: new, empty, or an older checkpoint.</param>
    /// <param name="format">How routed experts are written.</param>
    /// <exception cref="CheckpointException">The weights do not fit the config, or the folder holds something else.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing or damaged.</exception>
    public static void Write(K2Config config, NamedWeights weights, string tokenizerDirectory, string outDirectory, ExpertFormat format)
    {
        K2Config written = Complete(config, K2Tokenizer.Load(tokenizerDirectory), format);
        List<ExportedTensor> tensors = TensorExport.Of(written, weights, format);
        using var folder = new CheckpointFolder(outDirectory);
        WriteTensors(folder.PathOf(Checkpoint.SingleFile), tensors);
        CopyTokenizer(tokenizerDirectory, folder);
        File.WriteAllText(folder.PathOf(K2ConfigReader.GenerationFile), GenerationConfig(written));
        File.WriteAllText(folder.PathOf(K2ConfigReader.ConfigFile), written.ToJson());
        File.WriteAllText(folder.PathOf(TrainingFile), TrainingJson(folder.PartPath, format));
        folder.Commit();
    }

    /// <summary>The config with the tokenizer's ids and the format's quantization.</summary>
    internal static K2Config Complete(K2Config config, K2Tokenizer tokenizer, ExpertFormat format)
    {
        if (tokenizer.VocabularySize > config.VocabSize)
        {
            throw new CheckpointException($"the tokenizer has {tokenizer.VocabularySize} tokens but vocab_size is {config.VocabSize}");
        }

        int? Id(string name) => tokenizer.TryGetSpecialId(name, out int id) ? id : null;
        return config with
        {
            BosTokenId = Id("[BOS]"),
            EosTokenIds = [Id("<|im_end|>") ?? throw new CheckpointException("the tokenizer has no <|im_end|>")],
            PadTokenId = Id("[PAD]"),
            QuantizationConfig = format.IsPacked ? new QuantizationConfig(["Linear"], QuantizationConfig.PublishedIgnore) : null,
        };
    }

    private static void WriteTensors(string path, List<ExportedTensor> tensors)
    {
        using var writer = new SafetensorsWriter(path, tensors.ConvertAll(tensor => tensor.Spec));
        foreach (ExportedTensor tensor in tensors)
        {
            writer.Write(tensor.Data);
        }

        writer.Complete();
    }

    private static void CopyTokenizer(string directory, CheckpointFolder folder)
    {
        foreach (string name in s_tokenizerFiles)
        {
            File.Copy(Path.Combine(directory, name), folder.PathOf(name));
        }

        foreach (string name in s_optionalFiles.Where(name => File.Exists(Path.Combine(directory, name))))
        {
            File.Copy(Path.Combine(directory, name), folder.PathOf(name));
        }
    }

    private static string GenerationConfig(K2Config config) => K2ConfigWriter.Json(json =>
    {
        json.WriteNumber("max_length", config.MaxPositionEmbeddings);
        json.WriteNumber("eos_token_id", config.EosTokenIds[0]);
        json.WriteNumber("temperature", 1.0);
    });

    // Read back from the file, so that the fingerprint is of what was written.
    private static string TrainingJson(string directory, ExpertFormat format)
    {
        using Checkpoint checkpoint = Checkpoint.Open(directory);
        string? fingerprint = QatFingerprint.Of(checkpoint);
        return K2ConfigWriter.Json(json =>
        {
            json.WriteString("experts", format.Name);
            if (fingerprint is not null)
            {
                json.WriteString("qat_fingerprint", fingerprint);
            }
        });
    }
}
