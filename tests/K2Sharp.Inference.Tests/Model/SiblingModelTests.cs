using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>The engine against the float64 reference, on small random models of every kind of the family.</summary>
public sealed class SiblingModelTests
{
    private const double Tolerance = 1e-4;

    private static readonly int[] s_pieces = [1, 5, 64, 2, 31, 1, 1, 70, 9];

    public static TheoryData<string> Names => [.. Sibling.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_the_reference_s_however_they_are_computed(string name)
    {
        Sibling sibling = Sibling.All[name];
        using var files = new TestCheckpoint(sibling.Config, seed: 17, sibling.Format);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        int[] tokens = Tokens(sibling.Tokens, sibling.Config.VocabSize);
        var reference = new ReferenceModel(checkpoint);
        double[][] expected = reference.Logits(tokens);
        Assert.True(reference.SmallestMargin > 1e-6, $"experts are tied within {reference.SmallestMargin:G2}: choose another seed");
        foreach (KernelPath path in new[] { KernelPath.Scalar, KernelPath.Avx2, KernelPath.Avx512 }.Where(CpuFeatures.IsSupported))
        {
            // A piece of 0 tokens stands for all at once.
            Check(path, threads: 1, AttentionForm.Auto, maxStep: 512, [0]);
            Check(path, threads: 2, AttentionForm.Auto, maxStep: 13, [0]);
            Check(path, threads: 2, AttentionForm.Auto, maxStep: 512, s_pieces);
            Check(path, threads: 1, AttentionForm.Absorbed, maxStep: 512, [0]);
            Check(path, threads: 2, AttentionForm.Materialised, maxStep: 50, s_pieces);
        }

        void Check(KernelPath path, int threads, AttentionForm form, int maxStep, int[] pieces)
        {
            var options = new ModelOptions { Kernels = path, Threads = threads, Attention = form, MaxStepTokens = maxStep, Activations = ActivationPrecision.Float32 };
            using K2Model model = K2Model.Load(checkpoint, options);
            float[] logits = model.AllLogits(model.CreateCache(), tokens, pieces);
            LogitAssert.Close(expected, logits, Tolerance, $"{name}, {path}, {threads} threads, {form}, steps of {maxStep}, pieces {pieces.Length}");
        }
    }

    [Fact]
    public void The_latent_norms_have_an_epsilon_of_their_own()
    {
        // Latents so small that the epsilon decides.
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 3, change: static (module, values) =>
        {
            if (module.EndsWith("q_a_proj", StringComparison.Ordinal) || module.EndsWith("kv_a_proj_with_mqa", StringComparison.Ordinal))
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] *= 1e-3f;
                }
            }
        });
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        int[] tokens = Tokens(40, 61);
        foreach (float eps in new[] { 1e-6f, 1e-5f })
        {
            using K2Model model = K2Model.Load(checkpoint, new ModelOptions { LatentNormEps = eps, Threads = 1, Activations = ActivationPrecision.Float32 });
            float[] logits = model.AllLogits(model.CreateCache(), tokens, [0]);
            LogitAssert.Close(new ReferenceModel(checkpoint, eps).Logits(tokens), logits, Tolerance, $"epsilon {eps}");
        }

        Assert.Equal(1e-6f, new ModelOptions().LatentNormEps);
    }

    [Fact]
    public void Positions_far_beyond_the_original_context_are_the_reference_s()
    {
        K2Config config = Sibling.Kimi with { NumHiddenLayers = 1, FirstKDenseReplace = 1, NumAttentionHeads = 1 };
        using var files = new TestCheckpoint(config, seed: 5);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        int[] tokens = Tokens(900, config.VocabSize);
        double[][] expected = new ReferenceModel(checkpoint).Logits(tokens);
        foreach (AttentionForm form in Enum.GetValues<AttentionForm>())
        {
            using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Attention = form, Threads = 2, MaxStepTokens = 300, Activations = ActivationPrecision.Float32 });
            LogitAssert.Close(expected, model.AllLogits(model.CreateCache(), tokens, [450, 1, 3, 0]), Tolerance, form.ToString());
        }
    }

    private static int[] Tokens(int count, int vocabulary)
    {
        var random = new TestRandom(23);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }
}
