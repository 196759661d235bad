using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// One step of a softmax over scores that arrive in blocks (Milakov and Gimelshein 2018): turns a block of scores into weights relative to the
/// largest score so far, and says by what the earlier sums must be multiplied. Blocks always begin at the same places, so the result depends
/// on the scores only.
/// </summary>
internal static unsafe class OnlineSoftmax
{
    private const int RowMultiple = 16;
    private const int Half = RowMultiple / 2;

    /// <summary>x[i] = exp(x[i] * scale - max), in place.</summary>
    /// <param name="path">The instruction set; both vector paths give the same bits.</param>
    /// <param name="x">n raw scores, with room for <see cref="Padded"/> ones; what comes to lie in the rest is not specified.</param>
    /// <param name="n">Length, at least 1.</param>
    /// <param name="scale">The softmax scale, positive.</param>
    /// <param name="max">The largest scaled score so far (minus infinity before the first block); raised where this block has a larger one.</param>
    /// <param name="sum">The sum of all weights so far (0 before the first block), brought up to date.</param>
    /// <returns>The factor for what earlier blocks summed up; 0 for the first block.</returns>
    public static float Update(KernelPath path, float* x, int n, float scale, ref float max, ref float sum) => path switch
    {
        KernelPath.Avx512 => Avx512(x, n, scale, ref max, ref sum),
        KernelPath.Avx2 => Avx2(x, n, scale, ref max, ref sum),
        _ => Scalar(x, n, scale, ref max, ref sum),
    };

    /// <summary>A length rounded up to whole vectors, which rows need room for.</summary>
    public static int Padded(int n) => (n + RowMultiple - 1) / RowMultiple * RowMultiple;

    public static float Scalar(float* x, int n, float scale, ref float max, ref float sum)
    {
        float largest = float.NegativeInfinity;
        for (int i = 0; i < n; i++)
        {
            largest = MathF.Max(largest, x[i]);
        }

        float correction = Raise(largest * scale, ref max);
        float blockSum = 0f;
        for (int i = 0; i < n; i++)
        {
            x[i] = SoftmaxExp.Scalar((x[i] * scale) - max);
            blockSum += x[i];
        }

        sum = (sum * correction) + blockSum;
        return correction;
    }

    /// <summary>
    /// The block's sum runs in 16 lanes, then <see cref="LaneSum"/>. Scores are scaled and rounded before the largest is taken off, as that one was: fused, the largest
    /// would come to lie above zero by half a unit of itself, and exp with it.
    /// </summary>
    private static float Avx512(float* x, int n, float scale, ref float max, ref float sum)
    {
        int end = Pad(x, n);
        Vector512<float> largest = Vector512.Create(float.NegativeInfinity);
        for (int i = 0; i < end; i += RowMultiple)
        {
            largest = Vector512.Max(largest, Vector512.Load(x + i));
        }

        float correction = Raise(Largest(Vector256.Max(largest.GetLower(), largest.GetUpper())) * scale, ref max);
        Vector512<float> shift = Vector512.Create(max);
        Vector512<float> factor = Vector512.Create(scale);
        Vector512<float> sums = default;
        for (int i = 0; i < end; i += RowMultiple)
        {
            Vector512<float> e = SoftmaxExp.Of((Vector512.Load(x + i) * factor) - shift);
            e.Store(x + i);
            sums += e;
        }

        sum = (sum * correction) + LaneSum.Of(sums);
        return correction;
    }

    private static float Avx2(float* x, int n, float scale, ref float max, ref float sum)
    {
        int end = Pad(x, n);
        Vector256<float> largest = Vector256.Create(float.NegativeInfinity);
        for (int i = 0; i < end; i += Half)
        {
            largest = Vector256.Max(largest, Vector256.Load(x + i));
        }

        float correction = Raise(Largest(largest) * scale, ref max);
        Vector256<float> shift = Vector256.Create(max);
        Vector256<float> factor = Vector256.Create(scale);
        Vector256<float> low = default;
        Vector256<float> high = default;
        for (int i = 0; i < end; i += RowMultiple)
        {
            Vector256<float> e = SoftmaxExp.Of((Vector256.Load(x + i) * factor) - shift);
            e.Store(x + i);
            low += e;
            e = SoftmaxExp.Of((Vector256.Load(x + i + Half) * factor) - shift);
            e.Store(x + i + Half);
            high += e;
        }

        sum = (sum * correction) + LaneSum.Of(low + high);
        return correction;
    }

    /// <summary>Scores of minus infinity, whose weights are zero, up to the next whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pad(float* x, int n)
    {
        int end = Padded(n);
        for (int i = n; i < end; i++)
        {
            x[i] = float.NegativeInfinity;
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector256<float> eight)
    {
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        Vector128<float> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3)));
        return MathF.Max(two.ToScalar(), two.GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Raise(float blockMax, ref float max)
    {
        float raised = MathF.Max(max, blockMax);
        float correction = float.IsNegativeInfinity(max) ? 0f : MathF.Exp(max - raised);
        max = raised;
        return correction;
    }
}
