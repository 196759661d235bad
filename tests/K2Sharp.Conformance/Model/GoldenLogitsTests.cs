using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.TestData;

namespace K2Sharp.Conformance.Model;

public sealed class GoldenLogitsTests
{
    private const float Tolerance = 2e-3f;

    public static TheoryData<KernelPath, int, ActivationPrecision> PathsAndThreads => new()
    {
        { KernelPath.Scalar, 1, ActivationPrecision.Float32 }, { KernelPath.Scalar, 2, ActivationPrecision.Int16 },
        { KernelPath.Avx2, 1, ActivationPrecision.Float32 }, { KernelPath.Avx2, 2, ActivationPrecision.Float32 },
        { KernelPath.Avx2, 1, ActivationPrecision.Int16 }, { KernelPath.Avx2, 2, ActivationPrecision.Int16 },
        { KernelPath.Avx512, 1, ActivationPrecision.Float32 }, { KernelPath.Avx512, 2, ActivationPrecision.Float32 },
        { KernelPath.Avx512, 1, ActivationPrecision.Int16 }, { KernelPath.Avx512, 2, ActivationPrecision.Int16 },
    };

    public static TheoryData<KernelPath, ActivationPrecision> Paths => new()
    {
        { KernelPath.Scalar, ActivationPrecision.Float32 }, { KernelPath.Avx2, ActivationPrecision.Float32 },
        { KernelPath.Avx2, ActivationPrecision.Int16 }, { KernelPath.Avx512, ActivationPrecision.Float32 },
        { KernelPath.Avx512, ActivationPrecision.Int16 },
    };

    [Theory]
    [MemberData(nameof(PathsAndThreads))]
    public void Every_logit_and_every_chosen_expert_is_the_reference_s(KernelPath path, int threads, ActivationPrecision activations)
    {
        SkipUnlessSupported(path);
        using var golden = new GoldenPrompts();
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Kernels = path, Activations = activations, Threads = threads });
        for (int prompt = 0; prompt < GoldenPrompts.Count; prompt++)
        {
            int[] tokens = golden.Tokens(prompt);
            var routing = new RoutingRecorder();
            model.RoutingObserver = routing;
            float[] logits = new float[tokens.Length * model.Config.VocabSize];
            model.Forward(model.CreateCache(), tokens, logits, TestContext.Current.CancellationToken);
            AssertClose(golden.Logits(prompt), logits, Tolerance);
            for (int moe = 0; moe < 2; moe++)
            {
                AssertRouting(golden.Experts(prompt, moe), golden.Factors(prompt, moe), routing, layer: moe + 1, model.Config.ExpertsPerToken);
            }
        }
    }

    [Theory]
    [MemberData(nameof(PathsAndThreads))]
    public void The_greedy_tokens_are_the_reference_s(KernelPath path, int threads, ActivationPrecision activations)
    {
        SkipUnlessSupported(path);
        using var golden = new GoldenPrompts();
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Kernels = path, Activations = activations, Threads = threads });
        float[] logits = new float[model.Config.VocabSize];
        for (int prompt = 0; prompt < GoldenPrompts.Count; prompt++)
        {
            LatentCache cache = model.CreateCache();
            int[] next = golden.Tokens(prompt);
            var greedy = new List<int>();
            while (greedy.Count < golden.Greedy(prompt).Length)
            {
                model.Forward(cache, next, logits, TestContext.Current.CancellationToken);
                greedy.Add(LargestLogit.Find(logits));
                next = [greedy[^1]];
            }

            Assert.Equal(golden.Greedy(prompt), greedy);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Incremental_decode_equals_prefill(KernelPath path, ActivationPrecision activations)
    {
        SkipUnlessSupported(path);
        using var golden = new GoldenPrompts();
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Kernels = path, Activations = activations, Threads = 1 });
        int[] tokens = golden.Tokens(5);
        int vocabulary = model.Config.VocabSize;
        float[] whole = new float[tokens.Length * vocabulary];
        model.Forward(model.CreateCache(), tokens, whole, TestContext.Current.CancellationToken);
        LatentCache cache = model.CreateCache();
        float[] one = new float[vocabulary];
        for (int t = 0; t < tokens.Length; t++)
        {
            model.Forward(cache, tokens.AsSpan(t, 1), one, TestContext.Current.CancellationToken);
            AssertClose(whole.AsSpan(t * vocabulary, vocabulary), one, 1e-3f);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Absorbed_attention_equals_materialised(KernelPath path, ActivationPrecision activations)
    {
        SkipUnlessSupported(path);
        using var golden = new GoldenPrompts();
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        int[] tokens = golden.Tokens(6);
        float[] absorbed = Logits(AttentionForm.Absorbed);
        float[] materialised = Logits(AttentionForm.Materialised);
        AssertClose(absorbed, materialised, 1e-3f);
        AssertClose(golden.Logits(6), absorbed, Tolerance);
        AssertClose(golden.Logits(6), materialised, Tolerance);

        float[] Logits(AttentionForm form)
        {
            using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Kernels = path, Activations = activations, Threads = 2, Attention = form, MaxStepTokens = 97 });
            float[] logits = new float[tokens.Length * model.Config.VocabSize];
            model.Forward(model.CreateCache(), tokens, logits, TestContext.Current.CancellationToken);
            return logits;
        }
    }

    private static void SkipUnlessSupported(KernelPath path)
        => Assert.SkipUnless(CpuFeatures.IsSupported(path), $"this processor has no {path}");

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= tolerance, $"value {i}: expected {expected[i]}, got {actual[i]}");
        }
    }

    private static void AssertRouting(int[] experts, float[] factors, RoutingRecorder routing, int layer, int expertsPerToken)
    {
        // torch.topk leaves the order of the chosen open; the sets and each expert's factor must agree.
        Assert.Equal(experts.Length, routing.Experts[layer].Count);
        for (int begin = 0; begin < experts.Length; begin += expertsPerToken)
        {
            var expected = Enumerable.Range(begin, expertsPerToken).ToDictionary(i => experts[i], i => factors[i]);
            var actual = Enumerable.Range(begin, expertsPerToken).ToDictionary(i => routing.Experts[layer][i], i => routing.Factors[layer][i]);
            Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
            foreach ((int expert, float factor) in expected)
            {
                Assert.Equal(factor, actual[expert], 1e-3f);
            }
        }
    }
}
