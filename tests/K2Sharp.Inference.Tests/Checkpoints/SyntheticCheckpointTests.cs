using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Inference.Tests.Checkpoints;

public sealed class SyntheticCheckpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_written_opens_and_verifies_clean()
    {
        using var folder = new TemporaryFolder();
        string path = TinyCheckpoint.Write(folder);
        VerificationReport report = CheckpointVerifier.Verify(path, scanData: true, cancellationToken: Token);
        Assert.Empty(report.Problems);
        Assert.Empty(report.Notes);
        Assert.Empty(report.StrayTensors);
        Assert.True(report.IsClean);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.Equal(report.TensorsChecked, checkpoint.TensorCount);
        Assert.Equal(TinyCheckpoint.Config.ToJson(), checkpoint.Config.ToJson());
        Assert.Equal(["model-00001-of-000003.safetensors", "model-00002-of-000003.safetensors", TinyCheckpoint.LastShard], checkpoint.Files.Order());
        Assert.Equal(ModelSummary.Of(checkpoint.Config).CheckpointBytes, checkpoint.Tensors.Sum(tensor => tensor.ByteCount));
    }

    [Fact]
    public void A_seed_decides_every_byte()
    {
        using var folder = new TemporaryFolder();
        string first = TinyCheckpoint.Write(folder, "first", seed: 5);
        string again = TinyCheckpoint.Write(folder, "again", seed: 5);
        string other = TinyCheckpoint.Write(folder, "other", seed: 6);
        string[] files = [.. Directory.EnumerateFiles(first).Select(Path.GetFileName).Order()!];
        Assert.Equal(files, Directory.EnumerateFiles(again).Select(Path.GetFileName).Order()!);
        Assert.Equal(8, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(again, file))));
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(first, TinyCheckpoint.LastShard)), File.ReadAllBytes(Path.Combine(other, TinyCheckpoint.LastShard)));
    }

    [Fact]
    public void Weights_have_the_deviation_that_keeps_activations_finite()
    {
        using var folder = new TemporaryFolder();
        using Checkpoint checkpoint = Checkpoint.Open(TinyCheckpoint.Write(folder));
        string module = TensorNames.Expert(1, 2, TensorNames.GateProj);
        Assert.True(checkpoint.TryGet(TensorNames.Packed(module), out TensorView packed));
        Assert.True(checkpoint.TryGet(TensorNames.Scale(module), out TensorView scale));
        float[] weights = new float[64 * 128];
        Int4Packing.Dequantize(packed.Bytes, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(scale.Bytes), weights);
        Assert.InRange(Deviation(weights), 0.9 / Math.Sqrt(128), 1.1 / Math.Sqrt(128));
        Assert.True(checkpoint.TryGet("lm_head.weight", out TensorView head));
        Assert.InRange(Deviation(head.ToFloat32()), 0.95 / Math.Sqrt(128), 1.05 / Math.Sqrt(128));
        Assert.InRange(checkpoint.GetVector("model.norm.weight", 128).Average(), 0.95f, 1.05f);
        Assert.InRange(checkpoint.GetVector(TensorNames.RouterBias(1), 4).Max(Math.Abs), 1e-6f, 0.1f);
    }

    [Fact]
    public void A_tensor_larger_than_a_block_and_a_buffer_is_written_whole()
    {
        // 34 MB of embedding: more than the 32 MiB of a buffer, in blocks of 1 MiB.
        using var folder = new TemporaryFolder();
        K2Config config = SyntheticPresets.Get("tiny", layers: 1, vocabulary: 135_001);
        string path = TinyCheckpoint.Write(folder, config: config);
        Assert.True(CheckpointVerifier.Verify(path, scanData: true, cancellationToken: Token).IsClean);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.True(checkpoint.TryGet("model.embed_tokens.weight", out TensorView embedding));
        Assert.Equal(135_001 * 256, embedding.ByteCount);
        Assert.NotEqual(embedding.Bytes[..4096].ToArray(), embedding.Bytes.Slice(SyntheticTensor.BlockBytes, 4096).ToArray());
        Assert.InRange(Deviation(embedding.ToFloat32()[^100_000..]), 0.98 / Math.Sqrt(128), 1.02 / Math.Sqrt(128));
    }

    [Fact]
    public void Progress_ends_at_the_total()
    {
        using var folder = new TemporaryFolder();
        var seen = new Seen();
        SyntheticCheckpoint.Write(folder.File("m"), TinyCheckpoint.Config, 1, seen, Token);
        Assert.Equal(seen.Values[^1].Total, seen.Values[^1].Written);
        Assert.Equal(seen.Values.Select(value => value.Written).Order(), seen.Values.Select(value => value.Written));
    }

    [Fact]
    public void Cancelling_removes_what_was_written()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var progress = new Seen(value => stop.Cancel());
        Assert.Throws<OperationCanceledException>(() => SyntheticCheckpoint.Write(folder.File("m"), TinyCheckpoint.Config, 1, progress, stop.Token));
        Assert.NotEmpty(progress.Values);
        Assert.False(Directory.Exists(folder.File("m")));
    }

    [Fact]
    public void A_failure_leaves_the_folder_that_was_there()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("m"));
        var progress = new Seen(value => throw new IOException("disk full"));
        OneLine.Refusal(() => SyntheticCheckpoint.Write(folder.File("m"), TinyCheckpoint.Config, 1, progress, Token), "disk full");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("m")));
    }

    [Fact]
    public void A_folder_with_something_in_it_and_a_file_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("mine"), "x");
        OneLine.Refusal(() => SyntheticCheckpoint.Write(folder.Path, TinyCheckpoint.Config, 1, cancellationToken: Token), "not empty");
        OneLine.Refusal(() => SyntheticCheckpoint.Write(folder.File("mine"), TinyCheckpoint.Config, 1, cancellationToken: Token), "is a file");
        Assert.Equal("x", File.ReadAllText(folder.File("mine")));
    }

    [Fact]
    public void A_full_disk_is_noticed_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        K2Config config = SyntheticPresets.Get("k2-thinking");
        OneLine.Refusal(
            () => SyntheticCheckpoint.Write(Path.Combine(folder.Path, "a", "b"), config, 1, path => path == folder.Path ? 500_000_000_000 : 0, null, Token),
            "594.",
            "500.0 GB free");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_space_asked_for_is_enough_but_not_much_more()
    {
        using var folder = new TemporaryFolder();
        string path = TinyCheckpoint.Write(folder);
        long used = Directory.EnumerateFiles(path).Sum(file => new FileInfo(file).Length);
        Assert.InRange(used, 1, SyntheticCheckpoint.RequiredBytes(TinyCheckpoint.Config));
        Assert.InRange(SyntheticCheckpoint.RequiredBytes(SyntheticPresets.Get("k2-thinking")), 594_205_904_896, 600_000_000_000);
    }

    [Fact]
    public void Presets_are_the_known_models()
    {
        Assert.Equal(K2Config.Parse(ConfigJson.K2Thinking).ToJson(), SyntheticPresets.Get("k2-thinking").ToJson());
        K2Config few = SyntheticPresets.Get("k2-thinking", layers: 2, experts: 3, vocabulary: 1024);
        Assert.Equal((2, 3, 3, 1024), (few.NumHiddenLayers, few.RoutedExperts, few.ExpertsPerToken, few.VocabSize));
        Assert.Equal((768, 770, 1023), (few.BosTokenId!.Value, few.EosTokenIds[0], few.PadTokenId!.Value));
        OneLine.Refusal(() => SyntheticPresets.Get("k3"), "k3", "k2-thinking, long, tiny");
        OneLine.Refusal(() => SyntheticPresets.Get("tiny", vocabulary: 511), "511");
        OneLine.Refusal(() => SyntheticPresets.Get("tiny", vocabulary: int.MaxValue), "vocab_size");
        OneLine.Refusal(() => SyntheticPresets.Get("tiny", layers: 0), "num_hidden_layers");
        OneLine.Refusal(() => SyntheticPresets.Get("tiny", experts: -1), "n_routed_experts");
    }

    [Fact]
    public void A_model_without_quantization_and_query_latent_can_be_written_too()
    {
        using var folder = new TemporaryFolder();
        K2Config config = TinyCheckpoint.Config with { QuantizationConfig = null, QLoraRank = null, TieWordEmbeddings = true, YarnScaling = null };
        string path = TinyCheckpoint.Write(folder, config: config);
        Assert.True(CheckpointVerifier.Verify(path, scanData: true, cancellationToken: Token).IsClean);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.True(checkpoint.Contains("model.layers.1.mlp.experts.0.up_proj.weight"));
        Assert.False(checkpoint.Contains("lm_head.weight"));
    }

    private static double Deviation(float[] values) => Math.Sqrt(values.Average(value => (double)value * value));

    private sealed class Seen(Action<SyntheticProgress>? then = null) : IProgress<SyntheticProgress>
    {
        public List<SyntheticProgress> Values { get; } = [];

        public void Report(SyntheticProgress value)
        {
            Values.Add(value);
            then?.Invoke(value);
        }
    }
}
