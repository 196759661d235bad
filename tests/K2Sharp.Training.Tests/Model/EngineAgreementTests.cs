using System.Runtime.InteropServices;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Model;
using K2Sharp.Training.Quantization;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Model;

/// <summary>What was trained is what runs: the trainer's quantized forward pass and the engine on the exported checkpoint.</summary>
public sealed class EngineAgreementTests : IDisposable
{
    /// <summary>The trainer rounds no activations.</summary>
    private static readonly ModelOptions s_oracle = new() { Activations = ActivationPrecision.Float32 };

    private const float Tolerance = 1e-4f;
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-agree-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Codes_scales_and_weights_in_the_file_are_those_of_the_forward_pass()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Long);
        using Checkpoint checkpoint = Checkpoint.Open(SmallNetwork.Export(network, _folder));
        SmallNetwork.Quantize(network, GroupQuantizer.Int4);
        Parameter[] stacks = [.. network.Parameters.Where(parameter => parameter.IsExpert)];
        Assert.Equal(2 * 3, stacks.Length);
        foreach (Parameter stack in stacks)
        {
            PackedExperts packed = PackedExperts.Read(checkpoint, stack);
            sbyte[] codes = new sbyte[packed.Codes.Length];
            ushort[] scales = new ushort[packed.Scales.Length];
            GroupQuantizer.Int4.Quantize(TensorMemory.Floats(stack.Master), codes, scales);
            Assert.Equal(codes, packed.Codes);
            Assert.Equal(scales, packed.Scales);
            Assert.True(SameBits(packed.Weights, TensorMemory.Floats(stack.Forward)), stack.Name);
            Assert.False(SameBits(packed.Weights, TensorMemory.Floats(stack.Master)), stack.Name);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Logits_of_every_position_agree(bool isLong, bool isScalar)
    {
        using K2Network network = SmallNetwork.Create(isLong ? SmallNetwork.Long : SmallNetwork.Config);
        SmallNetwork.RoundLikeTheExporter(network);
        using K2Engine engine = K2Engine.Load(SmallNetwork.Export(network, _folder), s_oracle with { Kernels = isScalar ? KernelPath.Scalar : null });
        int[][] documents = [SmallNetwork.Document(33, 1), SmallNetwork.Document(isLong ? 700 : 130, 2), SmallNetwork.Document(1, 3)];
        float[] unrounded = SmallNetwork.Logits(network, SmallNetwork.Batch(documents));
        SmallNetwork.Quantize(network, GroupQuantizer.Int4);
        float[] trained = SmallNetwork.Logits(network, SmallNetwork.Batch(documents));
        int start = 0;
        foreach (int[] document in documents)
        {
            float[] run = SmallNetwork.EngineLogits(engine.Model, document);
            Assert.InRange(SmallNetwork.Distance(run, trained.AsSpan(start, run.Length)), 0, Tolerance);
            start += run.Length;
        }

        Assert.True(SmallNetwork.Distance(unrounded, trained) > 100 * Tolerance, "rounding to INT4 must show, or the comparison says nothing");
    }

    [Theory]
    [InlineData(false, 40)]
    [InlineData(true, 490)]
    public void Greedy_generation_says_the_same_tokens(bool isLong, int promptLength)
    {
        using K2Network network = SmallNetwork.Create(isLong ? SmallNetwork.Long : SmallNetwork.Config, seed: 5);
        SmallNetwork.RoundLikeTheExporter(network);
        using K2Engine engine = K2Engine.Load(SmallNetwork.Export(network, _folder), s_oracle);
        SmallNetwork.Quantize(network, GroupQuantizer.Int4);
        int[] prompt = SmallNetwork.Document(promptLength, 9);
        int[] trained = SmallNetwork.Greedy(network, prompt, 50, engine.Tokenizer.VocabularySize);
        Assert.Equal(trained, Generated(engine, prompt, trained.Length));
        Assert.True(trained.Distinct().Count() > 3, "a loop over a few tokens says little");
    }

    [Fact]
    public void The_shipped_model_is_what_the_trainer_computes()
    {
        string directory = Path.Combine(TestData.SharedData.RepositoryRoot, "models", "k2-nano");
        Assert.SkipUnless(File.Exists(Path.Combine(directory, "config.json")), "models/k2-nano is not there");
        using K2Engine engine = K2Engine.Load(directory, s_oracle);
        using Checkpoint checkpoint = Checkpoint.Open(directory);
        using var network = new K2Network(checkpoint.Config, 1);
        LoadFrom(network, checkpoint);
        SmallNetwork.Quantize(network, GroupQuantizer.Int4);
        foreach (Parameter stack in network.Parameters.Where(parameter => parameter.IsExpert))
        {
            PackedExperts packed = PackedExperts.Read(checkpoint, stack);
            sbyte[] codes = new sbyte[packed.Codes.Length];
            ushort[] scales = new ushort[packed.Scales.Length];
            GroupQuantizer.Int4.Quantize(packed.Weights, codes, scales);
            Assert.Equal(packed.Codes, codes);
            Assert.Equal(packed.Scales, scales);
            Assert.True(SameBits(packed.Weights, TensorMemory.Floats(stack.Forward)), stack.Name);
        }

        // What such a model knows, as it is asked: of text without the template it is so unsure that single bits would decide. And noise.
        int[] question = [.. new PromptTokens(engine.Tokenizer).Encode([ChatMessage.FromUser("which one is bigger, 9.11 or 9.9? think carefully.")], [])];
        foreach (int[] document in new[] { question, SmallNetwork.Document(700, 4) })
        {
            float[] trained = SmallNetwork.Logits(network, SmallNetwork.Batch(document));

            // The tolerance is of trained logits; the export has multiplied them.
            Assert.InRange(SmallNetwork.Distance(SmallNetwork.EngineLogits(engine.Model, document), trained), 0, Tolerance * NanoRecipe.Create(1).LogitScale);
        }

        int[] answer = SmallNetwork.Greedy(network, question, 80, engine.Tokenizer.VocabularySize);
        Assert.Equal(answer, Generated(engine, question, answer.Length));
    }

    private static int[] Generated(K2Engine engine, int[] prompt, int count)
    {
        var request = new GenerationRequest { Prompt = prompt, Sampling = new SamplingOptions { Temperature = 0 }, MaxTokens = count, StopAtEndOfTurn = false };
        return [.. engine.Generate(request, TestContext.Current.CancellationToken).OfType<TokenGenerated>().Select(item => item.Token)];
    }

    /// <summary>The published weights as masters; routed experts dequantized.</summary>
    private static void LoadFrom(K2Network network, Checkpoint checkpoint)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            (parameter.IsExpert ? PackedExperts.Read(checkpoint, parameter).Weights : Read(checkpoint, parameter.Name))
                .CopyTo(TensorMemory.Floats(parameter.Master));
        }

        foreach ((string name, TorchSharp.torch.Tensor bias) in network.Biases)
        {
            Read(checkpoint, name).CopyTo(TensorMemory.Floats(bias));
        }
    }

    private static float[] Read(Checkpoint checkpoint, string name)
    {
        Assert.True(checkpoint.TryGet(name, out TensorView view), name);
        return view.ToFloat32();
    }

    private static bool SameBits(ReadOnlySpan<float> left, ReadOnlySpan<float> right) =>
        MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));
}
