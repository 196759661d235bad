using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>The scale of a group of 32 activations: its largest magnitude over the largest code.</summary>
internal static unsafe class ActivationScale
{
    /// <summary>Below this the inverse of the scale overflows; such a group counts as zeros.</summary>
    private const float Least = 1e-30f;

    /// <summary>
    /// code = round(x * inverse), x is about code * scale. A group that holds a NaN or an infinity gets a NaN for a scale and 0 for an inverse:
    /// its codes are then all to be 0, and every sum that it enters is NaN. Both paths give the same bits.
    /// </summary>
    /// <param name="path">The instruction set.</param>
    /// <param name="group">32 activations.</param>
    /// <param name="most">The largest code.</param>
    /// <param name="inverse">What the activations are multiplied by to become codes; 0 where all codes are 0.</param>
    public static float Of(KernelPath path, float* group, int most, out float inverse)
    {
        // As integers, the bits of absolute values are ordered as the values are, with infinity and NaN above them all.
        float largest = BitConverter.Int32BitsToSingle(path == KernelPath.Scalar ? LargestScalar(group) : LargestVector(group));
        if (!float.IsFinite(largest) || largest < Least)
        {
            inverse = 0;
            return float.IsFinite(largest) ? 0 : float.NaN;
        }

        inverse = most / largest;
        return largest / most;
    }

    private static int LargestScalar(float* group)
    {
        int largest = 0;
        for (int i = 0; i < WeightMatrix.GroupSize; i++)
        {
            largest = Math.Max(largest, BitConverter.SingleToInt32Bits(group[i]) & int.MaxValue);
        }

        return largest;
    }

    private static int LargestVector(float* group)
    {
        Vector256<int> magnitude = Vector256.Create(int.MaxValue);
        Vector256<int> eight = Vector256.Max(
            Vector256.Max(Vector256.Load((int*)group) & magnitude, Vector256.Load((int*)group + 8) & magnitude),
            Vector256.Max(Vector256.Load((int*)group + 16) & magnitude, Vector256.Load((int*)group + 24) & magnitude));
        Vector128<int> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        Vector128<int> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3)));
        return Math.Max(two.ToScalar(), two.GetElement(1));
    }
}
