using System.Runtime.InteropServices;
using System.Text.Json;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Training.Export;
using K2Sharp.Training.Quantization;

namespace K2Sharp.Training.Tests.Export;

public sealed class CheckpointExporterTests
{
    private const string Expert = "model.layers.1.mlp.experts.3.up_proj";

    [Fact]
    public void The_published_layout_is_complete_and_the_verifier_finds_nothing()
    {
        using var model = new TinyModel();
        string directory = model.Export(ExpertFormat.Int4);

        Assert.Equal(
            ["config.json", "generation_config.json", "model.safetensors", "tiktoken.model", "tokenizer_config.json", "training.json"],
            Directory.EnumerateFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(directory + ".part"));
        using Checkpoint checkpoint = Checkpoint.Open(directory);
        Assert.NotNull(checkpoint.Config.QuantizationConfig);
        Assert.Equal(QuantizationConfig.PublishedIgnore, checkpoint.Config.QuantizationConfig.Ignore);
        using K2Engine engine = K2Engine.Load(directory);
        Assert.True(engine.Tokenizer.TryGetSpecialId("<|im_end|>", out int end));
        Assert.Equal([end], engine.Config.EosTokenIds);
    }

    [Fact]
    public void Packed_integers_and_scales_are_the_quantizers_and_dequantize_to_its_bits()
    {
        using var model = new TinyModel();
        using Checkpoint checkpoint = Checkpoint.Open(model.Export(ExpertFormat.Int4));
        var quantizer = new GroupQuantizer(4);
        int checkedTensors = 0;
        foreach (NamedTensor trained in model.Weights.Tensors.Where(tensor => tensor.Name.Contains(".experts.", StringComparison.Ordinal)))
        {
            string module = trained.Name[..^".weight".Length];
            sbyte[] codes = new sbyte[trained.Values.Length];
            ushort[] scales = new ushort[codes.Length / 32];
            quantizer.Quantize(trained.Values, codes, scales);
            Assert.True(checkpoint.TryGet(TensorNames.Packed(module), out TensorView packed));
            Assert.True(checkpoint.TryGet(TensorNames.Scale(module), out TensorView scale));
            sbyte[] unpacked = new sbyte[codes.Length];
            Int4Packing.Unpack(packed.Bytes, unpacked);
            Assert.Equal(codes, unpacked);
            Assert.True(scale.Bytes.SequenceEqual(MemoryMarshal.AsBytes(scales.AsSpan())));

            float[] expected = new float[codes.Length];
            quantizer.FakeQuantize(trained.Values, expected);
            float[] dequantized = new float[codes.Length];
            Int4Packing.Dequantize(packed.Bytes, scales, dequantized);
            Assert.True(MemoryMarshal.AsBytes(expected.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(dequantized.AsSpan())));
            checkedTensors++;
        }

        Assert.Equal(2 * 16 * 3, checkedTensors);
        Assert.Equal((64, 128), checkpoint.StatedShape(Expert));
    }

    [Fact]
    public void All_but_the_experts_is_bf16_and_the_router_bias_f32()
    {
        using var model = new TinyModel();
        using Checkpoint checkpoint = Checkpoint.Open(model.Export(ExpertFormat.Int4));
        foreach (NamedTensor trained in model.Weights.Tensors.Where(tensor => !tensor.Name.Contains(".experts.", StringComparison.Ordinal)))
        {
            Assert.True(checkpoint.TryGet(trained.Name, out TensorView view), trained.Name);
            bool isBias = trained.Name.EndsWith("e_score_correction_bias", StringComparison.Ordinal);
            Assert.Equal(isBias ? TensorType.F32 : TensorType.BF16, view.Type);
            Assert.Equal(
                isBias ? trained.Values : Array.ConvertAll(trained.Values, value => BFloat16Rounding.ToSingle(BFloat16Rounding.FromSingle(value))),
                view.ToFloat32());
        }
    }

    [Fact]
    public void Int4_and_its_weights_written_out_give_the_same_logits()
    {
        using var model = new TinyModel();
        int[] tokens = [.. Enumerable.Range(0, 40).Select(i => (i * 37) % 500)];
        float[] packed = Logits(model.Export(ExpertFormat.Int4), tokens);
        float[] rounded = Logits(model.Export(ExpertFormat.Rounded(4)), tokens);
        float[] unrounded = Logits(model.Export(ExpertFormat.Bf16), tokens);
        float[] coarse = Logits(model.Export(ExpertFormat.Rounded(2)), tokens);

        Assert.InRange(Distance(packed, rounded), 0, 1e-4f);
        Assert.True(Distance(packed, unrounded) > 1e-3f, "rounding to INT4 must show");
        Assert.True(Distance(coarse, unrounded) > Distance(packed, unrounded), "2 bits must lie further off than 4");
    }

    [Fact]
    public void The_fingerprint_is_of_the_packed_tensors_alone()
    {
        using var model = new TinyModel();
        string first = Fingerprint(model.Export(ExpertFormat.Int4));
        Assert.Matches("^[0-9a-f]{64}$", first);
        using (Checkpoint checkpoint = Checkpoint.Open(model.File("int4")))
        {
            Assert.Equal(first, QatFingerprint.Of(checkpoint));
        }

        model.Weights.Get("model.norm.weight").Values[0] += 1;
        Assert.Equal(first, Fingerprint(model.Export(ExpertFormat.Int4)));
        model.Weights.Get(TensorNames.Weight(Expert)).Values[5] += 1;
        Assert.NotEqual(first, Fingerprint(model.Export(ExpertFormat.Int4)));
        Assert.DoesNotContain("qat_fingerprint", File.ReadAllText(Path.Combine(model.Export(ExpertFormat.Bf16), "training.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Exporting_again_replaces_the_checkpoint_and_keeps_its_card()
    {
        using var model = new TinyModel();
        string directory = model.Export(ExpertFormat.Int4);
        File.WriteAllText(Path.Combine(directory, "README.md"), "card");
        File.WriteAllText(Path.Combine(directory, "stale.safetensors"), "x");
        model.Export(ExpertFormat.Int4);
        Assert.Equal("card", File.ReadAllText(Path.Combine(directory, "README.md")));
        Assert.False(File.Exists(Path.Combine(directory, "stale.safetensors")));
    }

    [Fact]
    public void A_folder_with_something_else_in_it_is_left_alone()
    {
        using var model = new TinyModel();
        Directory.CreateDirectory(model.File("int4"));
        File.WriteAllText(Path.Combine(model.File("int4"), "thesis.txt"), "years of work");
        Assert.Throws<CheckpointException>(() => model.Export(ExpertFormat.Int4));
        Assert.True(File.Exists(Path.Combine(model.File("int4"), "thesis.txt")));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_named()
    {
        using var model = new TinyModel();
        model.Weights.Add("model.layers.9.extra.weight", [1], [0]);
        Assert.Contains("model.layers.9.extra.weight", Assert.Throws<CheckpointException>(() => model.Export(ExpertFormat.Int4)).Message, StringComparison.Ordinal);

        using var diverged = new TinyModel();
        diverged.Weights.Get("lm_head.weight").Values[7] = float.NaN;
        Assert.Contains("lm_head.weight", Assert.Throws<CheckpointException>(() => diverged.Export(ExpertFormat.Int4)).Message, StringComparison.Ordinal);

        using var wide = new TinyModel();
        K2Config other = wide.Config with { IntermediateSize = 352 };
        var problem = Assert.Throws<CheckpointException>(() => CheckpointExporter.Write(other, wide.Weights, wide.TokenizerPath, wide.File("x"), ExpertFormat.Int4));
        Assert.Contains("model.layers.0.mlp.gate_proj.weight", problem.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(wide.File("x")) || Directory.Exists(wide.File("x.part")));
    }

    private static string Fingerprint(string directory)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, CheckpointExporter.TrainingFile)));
        return json.RootElement.GetProperty("qat_fingerprint").GetString()!;
    }

    private static float[] Logits(string directory, int[] tokens)
    {
        using K2Engine engine = K2Engine.Load(directory, new ModelOptions { Threads = 1, Activations = ActivationPrecision.Float32 });
        float[] logits = new float[tokens.Length * engine.Config.VocabSize];
        engine.Model.Forward(engine.Model.CreateCache(), tokens, logits, TestContext.Current.CancellationToken);
        return logits;
    }

    private static float Distance(float[] left, float[] right) => left.Zip(right, static (a, b) => MathF.Abs(a - b)).Max();
}
