using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// exp(x) for the arguments of a softmax, which are never above zero: two to an integer by the exponent's bits, times a polynomial on half of ln 2 to either side of
/// zero. Within one unit in the last place. The library's vectors go through float64 and take four times as long.
/// </summary>
/// <remarks>
/// ln 2 is taken off in two parts (W. J. Cody and W. Waite, "Software Manual for the Elementary Functions", 1980); the coefficients are those of S. L. Moshier's Cephes
/// library for single precision. Results below the smallest normal number are zero. Every NaN stays one: the power of two is multiplied, not added to the exponent's bits. All widths do the same operations.
/// </remarks>
internal static class SoftmaxExp
{
    /// <summary>exp of anything below is smaller than every normal float.</summary>
    private const float Least = -87.33654f;
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>Adding 1.5 * 2^23 rounds to an integer, which is in the low bits then.</summary>
    private const float Rounder = 12582912f;
    private const int ExponentShift = 23;
    private const int ExponentBias = 127;
    private const float C7 = 1.9875691500e-4f;
    private const float C6 = 1.3981999507e-3f;
    private const float C5 = 8.3334519073e-3f;
    private const float C4 = 4.1665795894e-2f;
    private const float C3 = 1.6666665459e-1f;
    private const float C2 = 5.0000001201e-1f;

    public static float Scalar(float x)
    {
        if (x < Least)
        {
            return 0f;
        }

        float shifted = MathF.FusedMultiplyAdd(x, Log2E, Rounder);
        float n = shifted - Rounder;
        float r = MathF.FusedMultiplyAdd(n, -Ln2Low, MathF.FusedMultiplyAdd(n, -Ln2High, x));
        float p = MathF.FusedMultiplyAdd(C7, r, C6);
        p = MathF.FusedMultiplyAdd(p, r, C5);
        p = MathF.FusedMultiplyAdd(p, r, C4);
        p = MathF.FusedMultiplyAdd(p, r, C3);
        p = MathF.FusedMultiplyAdd(p, r, C2);
        p = MathF.FusedMultiplyAdd(p, r, 1f);
        p = MathF.FusedMultiplyAdd(p, r, 1f);
        return p * BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(shifted) + ExponentBias) << ExponentShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2E), Vector512.Create(Rounder));
        Vector512<float> n = shifted - Vector512.Create(Rounder);
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        Vector512<float> p = Vector512.FusedMultiplyAdd(Vector512.Create(C7), r, Vector512.Create(C6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(C5));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(C4));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(C3));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(C2));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        Vector512<float> power = Vector512.ShiftLeft(shifted.AsInt32() + Vector512.Create(ExponentBias), ExponentShift).AsSingle();

        // A NaN compares as not below.
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(Least)), Vector512<float>.Zero, p * power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        Vector256<float> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(Log2E), Vector256.Create(Rounder));
        Vector256<float> n = shifted - Vector256.Create(Rounder);
        Vector256<float> r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2High), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2Low), r);
        Vector256<float> p = Vector256.FusedMultiplyAdd(Vector256.Create(C7), r, Vector256.Create(C6));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(C5));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(C4));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(C3));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(C2));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<float>.One);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<float>.One);
        Vector256<float> power = Vector256.ShiftLeft(shifted.AsInt32() + Vector256.Create(ExponentBias), ExponentShift).AsSingle();
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Least)), Vector256<float>.Zero, p * power);
    }
}
