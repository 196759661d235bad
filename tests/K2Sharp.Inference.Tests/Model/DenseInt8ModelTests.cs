using System.Runtime.InteropServices;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Checkpoints;
using K2Sharp.TestData;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>What int8 dense weights cost on the golden model, and that nothing but the weights changes with them.</summary>
public sealed class DenseInt8ModelTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Checkpoint? _golden;

    public static TheoryData<ActivationPrecision> Precisions => new(Enum.GetValues<ActivationPrecision>());

    private Checkpoint Golden => _golden ??= Open();

    public void Dispose()
    {
        _golden?.Dispose();
        _folder.Dispose();
    }

    /// <summary>The bounds are some 1.5 times what was measured; docs/numerics.md has the figures. k2-mini's experts are nearly tied, so some change.</summary>
    [Fact]
    public void Logits_stay_near_those_of_bfloat16_weights()
    {
        var comparison = new LogitComparison(Golden.Config.VocabSize);
        foreach (int[] tokens in Enumerable.Range(0, 7).Select(Tokens))
        {
            float[] expected = Logits(Golden, DenseWeights.BFloat16, tokens);
            float[] actual = Logits(Golden, DenseWeights.Int8, tokens);
            Assert.NotEqual(expected, actual);
            comparison.Add(expected, actual);
        }

        output.WriteLine(comparison.ToString());
        Assert.InRange(comparison.Median, 1e-4, 0.11);
        Assert.InRange(comparison.Whole, 1e-4, 0.22);
        Assert.True(comparison.SameTokens >= comparison.Rows * 0.72, comparison.ToString());
    }

    /// <summary>A trained model has its mind made up: on what it says itself, hardly a token changes.</summary>
    [Fact]
    public void The_trained_model_keeps_its_tokens()
    {
        string nano = Path.Combine(SharedData.RepositoryRoot, "models", "k2-nano");
        Assert.SkipUnless(File.Exists(Path.Combine(nano, "config.json")), "models/k2-nano is absent");
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(nano))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        using var checkpoint = Checkpoint.Open(folder.Path);
        DenseQuantizer.Write(checkpoint, cancellationToken: TestContext.Current.CancellationToken);
        var tokenizer = K2Tokenizer.Load(nano);
        var comparison = new LogitComparison(checkpoint.Config.VocabSize);
        foreach (string question in (string[])["Which is larger, 9.11 or 9.9?", "Hello! What can you do?", "Which number is bigger: 3.705 or 3.71?"])
        {
            int[] prompt = [.. tokenizer.Encode(K2ChatTemplate.Render([ChatMessage.FromUser(question)]))];
            int[] tokens = [.. prompt, .. Continued(checkpoint, prompt, 80)];
            comparison.Add(Logits(checkpoint, DenseWeights.BFloat16, tokens), Logits(checkpoint, DenseWeights.Int8, tokens));
        }

        output.WriteLine(comparison.ToString());
        Assert.InRange(comparison.Median, 1e-4, 0.03);
        Assert.True(comparison.SameTokens >= comparison.Rows * 0.97, comparison.ToString());
    }

    [Theory, MemberData(nameof(Precisions))]
    public void Greedy_tokens_are_the_same_for_any_threads_and_pieces(ActivationPrecision precision)
    {
        int[] prompt = Tokens(3)[..30];
        int[] expected = Greedy(precision, threads: 1, prompt, piece: prompt.Length);
        Assert.Equal(expected, Greedy(precision, threads: 3, prompt, piece: prompt.Length));
        Assert.Equal(expected, Greedy(precision, threads: 2, prompt, piece: 1));
        Assert.Equal(expected, Greedy(precision, threads: 1, prompt, piece: 7));
    }

    [Fact]
    public void The_bytes_per_token_that_are_stated_are_those_of_the_matrices()
    {
        K2Config config = Golden.Config;
        foreach (DenseWeights dense in Enum.GetValues<DenseWeights>())
        {
            var weights = ModelWeights.Bind(Golden, dense);
            long bytes = weights.Head.ByteCount + weights.Layers.Sum(layer => layer.Attention.Matrices.Sum(matrix => matrix.ByteCount) + (layer.Moe is { } moe
                ? moe.Shared!.Value.ByteCount + (config.ExpertsPerToken * moe.Experts[0].ByteCount)
                : layer.Dense!.Value.ByteCount));
            ModelPart[] parts = [ModelPart.Attention, ModelPart.DenseMlp, ModelPart.RoutedExperts, ModelPart.SharedExperts, ModelPart.OutputHead];
            Assert.Equal(bytes, ModelSummary.Of(config, dense).Parts.Where(part => parts.Contains(part.Part)).Sum(part => part.ReadBytesPerToken));
            using var model = K2Model.Load(Golden, new ModelOptions { Threads = 1, DenseWeights = dense });
            Assert.Equal(dense, model.DenseWeights);
        }
    }

    [Fact]
    public void A_model_without_its_side_file_is_refused()
    {
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        Assert.Contains("k2 model quantize", Assert.Throws<CheckpointException>(
            () => K2Model.Load(checkpoint, new ModelOptions { DenseWeights = DenseWeights.Int8 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => K2Model.Load(checkpoint, new ModelOptions { DenseWeights = (DenseWeights)7 }));
    }

    private static float[] Logits(Checkpoint checkpoint, DenseWeights dense, int[] tokens)
    {
        using var model = K2Model.Load(checkpoint, new ModelOptions { Threads = 1, DenseWeights = dense, Activations = ActivationPrecision.Float32 });
        return model.AllLogits(model.CreateCache(), tokens, [0]);
    }

    /// <summary>What the model says after a prompt, greedily.</summary>
    private static List<int> Continued(Checkpoint checkpoint, int[] prompt, int count)
    {
        using var model = K2Model.Load(checkpoint, new ModelOptions { Threads = 1 });
        LatentCache cache = model.CreateCache();
        float[] logits = model.AllLogits(cache, prompt, [0])[^model.Config.VocabSize..];
        var tokens = new List<int>();
        while (tokens.Count < count)
        {
            tokens.Add(LogitComparison.IndexOfMax(logits));
            model.Forward(cache, [tokens[^1]], logits, TestContext.Current.CancellationToken);
        }

        return tokens;
    }

    private static int[] Tokens(int prompt)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(SharedData.MiniModel, "expected.safetensors"));
        return MemoryMarshal.Cast<byte, int>(golden.View(golden.Find($"prompt{prompt}.tokens")).Bytes).ToArray();
    }

    /// <summary>The golden data are read-only; the side file belongs beside the weights.</summary>
    private Checkpoint Open()
    {
        foreach (string file in Directory.GetFiles(SharedData.MiniModel))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }

        var checkpoint = Checkpoint.Open(_folder.Path);
        DenseQuantizer.Write(checkpoint, cancellationToken: TestContext.Current.CancellationToken);
        return checkpoint;
    }

    /// <summary>The logits that chose the tokens belong to the comparison, to the bit.</summary>
    private int[] Greedy(ActivationPrecision activations, int threads, int[] prompt, int piece)
    {
        using var model = K2Model.Load(
            Golden, new ModelOptions { Threads = threads, Activations = activations, DenseWeights = DenseWeights.Int8, Attention = AttentionForm.Absorbed });
        LatentCache cache = model.CreateCache();
        float[] logits = model.AllLogits(cache, prompt, [piece])[^model.Config.VocabSize..];
        var tokens = new List<int>();
        for (int i = 0; i < 25; i++)
        {
            tokens.Add(LogitComparison.IndexOfMax(logits));
            tokens.AddRange(logits.Select(BitConverter.SingleToInt32Bits));
            model.Forward(cache, [LogitComparison.IndexOfMax(logits)], logits, TestContext.Current.CancellationToken);
        }

        return [.. tokens];
    }
}
