using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.TestData;

namespace K2Sharp.Conformance.Model;

/// <summary>What the formats of the paged cache cost, on the golden model: the figures in docs/numerics.md.</summary>
public sealed class CacheFormatTests(ITestOutputHelper output)
{
    private const int Piece = 100;

    /// <summary>
    /// Relative to the logits' own root mean square: over all rows, and for the median row. The weights are random and experts nearly tied; rows far
    /// off the median are presumably those where a rounded entry flips one of them.
    /// </summary>
    [Theory]
    [InlineData(CacheFormat.Float32, 1e-4, 1e-4, 536)]
    [InlineData(CacheFormat.BFloat16, 0.12, 0.06, 460)]
    [InlineData(CacheFormat.Int8, 0.15, 0.1, 430)]
    public void Logits_over_a_paged_cache_are_the_reference_s_within_the_format_s_precision(CacheFormat format, double mostRelative, double mostMedian, int leastSameBest)
    {
        using var golden = new GoldenPrompts();
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 2, Activations = ActivationPrecision.Float32 });
        double squares = 0;
        double reference = 0;
        double largest = 0;
        int sameBest = 0;
        int rows = 0;
        var rowErrors = new List<double>();
        for (int prompt = 0; prompt < GoldenPrompts.Count; prompt++)
        {
            float[] expected = golden.Logits(prompt);
            float[] actual = Compute(model, format, golden.Tokens(prompt));
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                double error = Math.Abs((double)expected[i] - actual[i]);
                squares += error * error;
                reference += (double)expected[i] * expected[i];
                largest = Math.Max(largest, error);
            }

            int vocabulary = model.Config.VocabSize;
            for (int begin = 0; begin < expected.Length; begin += vocabulary, rows++)
            {
                ReadOnlySpan<float> wanted = expected.AsSpan(begin, vocabulary);
                rowErrors.Add(Relative(wanted, actual.AsSpan(begin, vocabulary)));
                sameBest += Best(expected.AsSpan(begin, vocabulary)) == Best(actual.AsSpan(begin, vocabulary)) ? 1 : 0;
            }
        }

        double relative = Math.Sqrt(squares / reference);
        rowErrors.Sort();
        double median = rowErrors[rowErrors.Count / 2];
        output.WriteLine($"{format}: relative error {relative:G3}, median row {median:G3}, largest {largest:G3}, same most likely token {sameBest} of {rows}");
        Assert.InRange(relative, 0, mostRelative);
        Assert.InRange(median, 0, mostMedian);
        Assert.InRange(sameBest, leastSameBest, rows);
    }

    private static double Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double squares = 0;
        double reference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            squares += Math.Pow((double)expected[i] - actual[i], 2);
            reference += (double)expected[i] * expected[i];
        }

        return Math.Sqrt(squares / reference);
    }

    private static int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    private static float[] Compute(K2Model model, CacheFormat format, int[] tokens)
    {
        var cache = new PagedCache(model.LayoutOf(format), (tokens.Length / LatentCache.BlockTokens) + 1);
        var blocks = new SequenceBlocks();
        using var plan = new BatchPlan(model.MaxStepTokens, 1);
        float[] logits = new float[tokens.Length * model.Config.VocabSize];
        for (int begin = 0; begin < tokens.Length; begin += Piece)
        {
            int rows = Math.Min(Piece, tokens.Length - begin);
            Assert.True(cache.TryGrow(blocks, begin + rows));
            plan.Clear();
            plan.Add(blocks, begin, tokens.AsSpan(begin, rows), AttentionForm.Auto);
            for (int row = 0; row < rows; row++)
            {
                plan.WantLogits(row);
            }

            model.Forward(plan, cache.Layout, logits.AsSpan(begin * model.Config.VocabSize), null);
        }

        return logits;
    }
}
