using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed unsafe class OnlineSoftmaxTests
{
    private const int Row = 64;

    public static TheoryData<KernelPath> Paths => TestPaths.All;

    [Theory, MemberData(nameof(Paths))]
    public void Blocks_one_after_the_other_come_to_the_softmax_of_all(KernelPath path)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, Row].Array[1, 6], Gen.Float[0.1f, 30], Gen.Float[0.05f, 2], Gen.ULong).Sample((lengths, spread, scale, seed) =>
        {
            float max = float.NegativeInfinity;
            float sum = 0;
            List<float> scores = [];
            List<double> weights = [];
            foreach (int length in lengths)
            {
                float[] block = new TestRandom(seed++).Floats(length, spread);
                using NativeBuffer x = NativeBuffer.OfFloats([.. block, .. Enumerable.Repeat(float.NaN, Padded(path, length) - length)]);
                float correction = OnlineSoftmax.Update(path, x.Floats, length, scale, ref max, ref sum);
                Assert.True(correction is >= 0 and <= 1);
                weights = [.. weights.Select(weight => weight * correction), .. x.AsFloats()[..length].ToArray().Select(weight => (double)weight)];
                scores.AddRange(block);
            }

            double largest = scores.Max() * (double)scale;
            double total = scores.Sum(score => Math.Exp((score * (double)scale) - largest));
            Assert.Equal(1, sum / total, 1e-5);
            for (int i = 0; i < scores.Count; i++)
            {
                // The scaled score is rounded before the exponential: its error grows with its size.
                double exact = Math.Exp((scores[i] * (double)scale) - largest);
                Assert.True(Math.Abs(weights[i] - exact) <= (exact * 1e-6 * (4 + Math.Abs(largest) + Math.Abs(scores[i] * scale))) + 1e-37, $"{weights[i]} {exact}");
            }
        });
    }

    [Fact]
    public void Both_vector_paths_give_the_same_bits()
    {
        TestPaths.Require(KernelPath.Avx512);
        Gen.Select(Gen.Int[1, Row], Gen.Float[0.1f, 100], Gen.Float[-50, 50], Gen.ULong).Sample((length, spread, before, seed) =>
        {
            float[] block = [.. new TestRandom(seed).Floats(length, spread), .. new float[Row - length]];
            Assert.Equal(Of(KernelPath.Avx2), Of(KernelPath.Avx512));

            float[] Of(KernelPath path)
            {
                using NativeBuffer x = NativeBuffer.OfFloats(block);
                float max = before;
                float sum = 3;
                float correction = OnlineSoftmax.Update(path, x.Floats, length, 0.7f, ref max, ref sum);
                return [.. x.AsFloats(), max, sum, correction];
            }
        });
    }

    [Theory, MemberData(nameof(Paths))]
    public void A_score_that_is_not_a_number_is_seen_in_the_sum(KernelPath path)
    {
        TestPaths.Require(path);
        for (int place = 0; place < 21; place++)
        {
            float[] block = new TestRandom(1).Floats(32);
            block[place] = float.NaN;
            using NativeBuffer x = NativeBuffer.OfFloats(block);
            float max = float.NegativeInfinity;
            float sum = 0;
            _ = OnlineSoftmax.Update(path, x.Floats, 21, 1f, ref max, ref sum);
            Assert.True(float.IsNaN(sum));
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Scores_that_are_huge_or_minus_infinity_are_weighed_like_others(KernelPath path)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Float[1e8f, 1e12f], Gen.Float[0.05f, 0.2f], Gen.Int[0, 20]).Sample((huge, scale, place) =>
        {
            float[] block = [.. Enumerable.Repeat(-huge, 32)];
            block[place] = huge;
            block[(place + 1) % 21] = float.NegativeInfinity;
            using NativeBuffer x = NativeBuffer.OfFloats(block);
            float max = float.NegativeInfinity;
            float sum = 0;
            _ = OnlineSoftmax.Update(path, x.Floats, 21, scale, ref max, ref sum);
            Assert.Equal((1f, huge * scale), (sum, max));
            Assert.Equal(Enumerable.Range(0, 21).Select(i => i == place ? 1f : 0f), x.AsFloats()[..21].ToArray());
        });
    }

    private static int Padded(KernelPath path, int length) => path == KernelPath.Scalar ? length : OnlineSoftmax.Padded(length);
}
