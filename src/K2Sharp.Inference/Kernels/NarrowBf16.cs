using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>float32 to bfloat16, rounded to the nearest, ties to even: what the cache keeps. NaN stays NaN.</summary>
internal static unsafe class NarrowBf16
{
    private const int Lanes = 8;
    private const uint Infinity = 0x7F80_0000;

    /// <summary>destination[i] = source[i] rounded, 0 &lt;= i &lt; n.</summary>
    public static void Apply(KernelPath path, float* source, ushort* destination, int n)
    {
        if (path == KernelPath.Scalar)
        {
            Scalar(source, destination, n);
        }
        else
        {
            Vector(source, destination, n);
        }
    }

    public static void Scalar(float* source, ushort* destination, int n)
    {
        for (int i = 0; i < n; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);

            // Adding to the bits of a NaN could carry it over to a number; the quiet bit is always kept instead.
            destination[i] = (bits & 0x7FFF_FFFF) > Infinity
                ? (ushort)((bits >> 16) | 0x40)
                : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    private static void Vector(float* source, ushort* destination, int n)
    {
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            Vector256<uint> bits = Vector256.Load((uint*)(source + i));
            Vector256<uint> high = Vector256.ShiftRightLogical(bits, 16);
            Vector256<uint> rounded = Vector256.ShiftRightLogical(bits + Vector256.Create(0x7FFFu) + (high & Vector256.Create(1u)), 16);
            Vector256<uint> isNaN = Vector256.GreaterThan(
                (bits & Vector256.Create(0x7FFF_FFFFu)).AsInt32(), Vector256.Create((int)Infinity)).AsUInt32();
            Vector256<uint> result = Vector256.ConditionalSelect(isNaN, high | Vector256.Create(0x40u), rounded);
            Vector128.Narrow(result.GetLower(), result.GetUpper()).Store(destination + i);
        }

        Scalar(source + i, destination + i, n - i);
    }
}
