using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Inference.Tests.Checkpoints;

public sealed class CheckpointVerifierTests
{
    private const string Index = "model.safetensors.index.json";

    [Fact]
    public void All_problems_are_listed_not_only_the_first()
    {
        using var folder = new TemporaryFolder();
        string path = TinyCheckpoint.Write(folder);
        string shard = Path.Combine(path, "model-00002-of-000003.safetensors");
        TinyCheckpoint.Patch(shard, "\"model.layers.1.input_layernorm.weight\":{\"dtype\":\"BF16\",", "\"model.layers.1.input_layernorm.weight\":{\"dtype\":\"F16\" ,");
        TinyCheckpoint.Patch(Path.Combine(path, TinyCheckpoint.LastShard), "\"shape\":[520,128]", "\"shape\":[260,256]");
        Remove(path, "model.layers.0.self_attn.o_proj.weight");
        Remove(path, "model.layers.1.mlp.experts.2.up_proj.weight_packed");
        CheckpointTests.SetData(path, "model.layers.1.mlp.experts.0.up_proj.weight_shape", [9, 0, 0, 0, 9, 0, 0, 0]);
        CheckpointTests.SetData(path, "model.layers.1.mlp.experts.1.up_proj.weight_scale", [0, 0, 0x80, 0x7F]);
        VerificationReport report = Verify(path, scanData: true);
        Assert.False(report.IsClean);
        string[] mentions =
        [
            "model.layers.1.input_layernorm.weight has type F16", "model.embed_tokens.weight has shape [260, 256]", "model.layers.0.self_attn.o_proj.weight is missing",
            "experts.2.up_proj.weight_packed is missing", "experts.0.up_proj.weight_shape says [9, 9]", "experts.1.up_proj.weight_scale holds 1 NaN or infinite values, the first at element 1",
        ];
        Assert.Equal(mentions.Length, report.ProblemCount);
        Assert.All(mentions, mention => Assert.Contains(report.Problems, problem => problem.Contains(mention, StringComparison.Ordinal)));
        Assert.Equal(0, Verify(path, scanData: false).BytesScanned);
    }

    [Fact]
    public void Stray_tensors_are_reported_but_do_no_harm()
    {
        using var folder = new TemporaryFolder();
        K2Config config = TinyCheckpoint.Config;
        string path = TinyCheckpoint.Write(folder, config: config with { NumHiddenLayers = 3 });
        File.WriteAllText(Path.Combine(path, "config.json"), config.ToJson());
        string extra = Path.Combine(path, "extra.safetensors");
        using (var writer = new SafetensorsWriter(extra, [new TensorSpec("model.layers.0.self_attn.rotary_emb.inv_freq", TensorType.F32, [128])]))
        {
            writer.Write(new byte[512]);
        }

        TinyCheckpoint.Edit(Path.Combine(path, Index), "\"weight_map\": {", "\"weight_map\": {\"model.layers.0.self_attn.rotary_emb.inv_freq\": \"extra.safetensors\",");
        VerificationReport report = Verify(path);
        Assert.True(report.IsClean);
        Assert.Contains("model.layers.0.self_attn.rotary_emb.inv_freq", report.StrayTensors);
        Assert.Equal(1 + 14 + (9 * 4), report.StrayTensorCount);
        Assert.All(report.StrayTensors.Skip(1), name => Assert.StartsWith("model.layers.2.", name));
    }

    [Fact]
    public void A_side_file_of_these_weights_is_noted_and_one_of_others_or_a_damaged_one_is_a_problem()
    {
        using var folder = new TemporaryFolder();
        string path = TinyCheckpoint.Write(folder);
        string sideFile = Path.Combine(path, DenseInt8Format.FileName);
        Write(path);
        VerificationReport report = Verify(path);
        Assert.True(report.IsClean);
        Assert.Contains(report.Notes, note => note.Contains("made from these weights", StringComparison.Ordinal));

        Write(TinyCheckpoint.Write(folder, "other", seed: 2));
        Assert.Contains("was made from other weights", Assert.Single(Verify(path).Problems), StringComparison.Ordinal);

        File.WriteAllBytes(sideFile, File.ReadAllBytes(sideFile)[..^100]);
        Assert.Contains("k2 model quantize --dense int8", Assert.Single(Verify(path).Problems), StringComparison.Ordinal);

        void Write(string source)
        {
            using Checkpoint checkpoint = Checkpoint.Open(source);
            DenseQuantizer.Write(checkpoint, sideFile, cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Files_win_over_a_quantization_config_that_disagrees()
    {
        using var folder = new TemporaryFolder();
        K2Config config = TinyCheckpoint.Config;
        string path = TinyCheckpoint.Write(folder, config: config with { QuantizationConfig = null });
        File.WriteAllText(Path.Combine(path, "config.json"), config.ToJson());
        VerificationReport report = Verify(path);
        Assert.True(report.IsClean);
        Assert.Equal(4 * 3, report.NoteCount);
        Assert.Contains("model.layers.1.mlp.experts.0.gate_proj is not quantized in the files", report.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_weights_without_a_quantization_config_are_a_problem()
    {
        using var folder = new TemporaryFolder();
        K2Config config = TinyCheckpoint.Config;
        string path = TinyCheckpoint.Write(folder, config: config);
        File.WriteAllText(Path.Combine(path, "config.json"), (config with { QuantizationConfig = null }).ToJson());
        Assert.Equal(4 * 3, Verify(path).ProblemCount);
    }

    [Fact]
    public void A_checkpoint_that_does_not_open_is_one_problem()
    {
        using var folder = new TemporaryFolder();
        VerificationReport report = Verify(folder.File("none"));
        Assert.Contains("does not exist", Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lists_are_cut_but_counted()
    {
        using var folder = new TemporaryFolder();
        K2Config config = SyntheticPresets.Get("tiny", layers: 2, experts: 120, vocabulary: 512);
        string path = TinyCheckpoint.Write(folder, config: config);
        File.WriteAllText(Path.Combine(path, "config.json"), SyntheticPresets.Get("tiny", layers: 2, experts: 1, vocabulary: 512).ToJson());
        VerificationReport report = Verify(path);
        Assert.Equal(119 * 9, report.StrayTensorCount);
        Assert.Equal(VerificationReport.LongestList, report.StrayTensors.Count);
        Assert.Equal(2, report.ProblemCount);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var folder = new TemporaryFolder();
        string path = TinyCheckpoint.Write(folder);
        Assert.Throws<OperationCanceledException>(() => CheckpointVerifier.Verify(path, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static VerificationReport Verify(string path, bool scanData = false) =>
        CheckpointVerifier.Verify(path, scanData, cancellationToken: TestContext.Current.CancellationToken);

    private static void Remove(string path, string tensor)
    {
        string index = Path.Combine(path, Index);
        File.WriteAllLines(index, File.ReadAllLines(index).Where(line => !line.Contains($"\"{tensor}\"", StringComparison.Ordinal)));
    }
}
