using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// A row of numbers as signed bytes with one scale: code = round(x * 127 / largest), x is about code * scale with scale = largest / 127. So the
/// error is at most half a scale. A row that holds a NaN or an infinity becomes all NaN: broken values must stay visible. Both paths give the same bits.
/// </summary>
internal static unsafe class Int8Codes
{
    private const int Lanes = 8;

    /// <summary>Below this the inverse of the scale overflows; such a row counts as zeros.</summary>
    private const float Least = 1e-30f;

    /// <summary>Writes the codes and returns the scale.</summary>
    /// <param name="path">The instruction set.</param>
    /// <param name="source">n values.</param>
    /// <param name="codes">Receives n codes, -127 to 127.</param>
    /// <param name="n">Length.</param>
    public static float Quantize(KernelPath path, float* source, sbyte* codes, int n)
    {
        // As integers, the bits of absolute values are ordered as the values are, with infinity and NaN above them all.
        float largest = BitConverter.Int32BitsToSingle(path == KernelPath.Scalar ? LargestScalar(source, n) : LargestVector(source, n));
        if (!float.IsFinite(largest))
        {
            new Span<sbyte>(codes, n).Clear();
            return float.NaN;
        }

        if (largest < Least)
        {
            new Span<sbyte>(codes, n).Clear();
            return 0f;
        }

        float inverse = 127f / largest;
        if (path == KernelPath.Scalar)
        {
            EncodeScalar(source, inverse, codes, n);
        }
        else
        {
            EncodeVector(source, inverse, codes, n);
        }

        return largest / 127f;
    }

    /// <summary>destination[i] = codes[i] * scale, 0 &lt;= i &lt; n.</summary>
    public static void Dequantize(KernelPath path, sbyte* codes, float scale, float* destination, int n)
    {
        int i = 0;
        if (path != KernelPath.Scalar)
        {
            Vector256<float> factor = Vector256.Create(scale);
            for (; i <= n - Lanes; i += Lanes)
            {
                Vector256<int> wide = Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(codes + i)).AsSByte());
                (Vector256.ConvertToSingle(wide) * factor).Store(destination + i);
            }
        }

        for (; i < n; i++)
        {
            destination[i] = codes[i] * scale;
        }
    }

    private static int LargestScalar(float* source, int n)
    {
        int largest = 0;
        for (int i = 0; i < n; i++)
        {
            largest = Math.Max(largest, BitConverter.SingleToInt32Bits(source[i]) & int.MaxValue);
        }

        return largest;
    }

    private static int LargestVector(float* source, int n)
    {
        Vector256<int> lanes = default;
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            lanes = Vector256.Max(lanes, Vector256.Load((int*)(source + i)) & Vector256.Create(int.MaxValue));
        }

        int largest = LargestScalar(source + i, n - i);
        for (int lane = 0; lane < Lanes; lane++)
        {
            largest = Math.Max(largest, lanes.GetElement(lane));
        }

        return largest;
    }

    private static void EncodeScalar(float* source, float inverse, sbyte* codes, int n)
    {
        for (int i = 0; i < n; i++)
        {
            codes[i] = (sbyte)MathF.Round(source[i] * inverse);
        }
    }

    private static void EncodeVector(float* source, float inverse, sbyte* codes, int n)
    {
        Vector256<float> factor = Vector256.Create(inverse);
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            // The conversion rounds to the nearest, ties to even, as MathF.Round does.
            Vector256<int> wide = Avx.ConvertToVector256Int32(Vector256.Load(source + i) * factor);
            Vector128<short> half = Vector128.Narrow(wide.GetLower(), wide.GetUpper());
            Unsafe.WriteUnaligned(codes + i, Vector128.Narrow(half, half).AsInt64().ToScalar());
        }

        EncodeScalar(source + i, inverse, codes + i, n - i);
    }
}
