using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>The formats of the cache: rounding, and equal bits on all paths.</summary>
public sealed unsafe class CacheKernelTests
{
    private static readonly float[] s_special =
    [
        0f, -0f, 1f, 1.00390625f, 1.01171875f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        BitConverter.UInt32BitsToSingle(0xFFFFFFFF), BitConverter.UInt32BitsToSingle(0x7F800001),
    ];

    public static TheoryData<KernelPath> Paths => TestPaths.All;

    [Theory, MemberData(nameof(Paths))]
    public void NarrowBf16_is_the_nearest_bfloat16_with_ties_to_even(KernelPath path)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[0, 70], Gen.ULong).Sample((n, seed) =>
        {
            var random = new TestRandom(seed);
            float[] values = [.. Enumerable.Range(0, n).Select(_ => random.Next(4) == 0 ? s_special[random.Next(s_special.Length)] : BitConverter.UInt32BitsToSingle((uint)random.NextBits()))];
            using NativeBuffer source = NativeBuffer.OfFloats(values);
            using var destination = new NativeBuffer(2L * n);
            NarrowBf16.Apply(path, source.Floats, destination.Halves, n);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(Nearest(values[i]), BFloat16Element.Widen(destination.Halves[i]));
            }
        });
    }

    [Theory, MemberData(nameof(Paths))]
    public void Int8Codes_are_off_by_half_a_scale_at_most_and_the_same_on_all_paths(KernelPath path)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 100], Gen.Float[-20, 20], Gen.ULong).Sample((n, magnitude, seed) =>
        {
            float[] values = new TestRandom(seed).Floats(n, MathF.Pow(10, magnitude));
            using NativeBuffer source = NativeBuffer.OfFloats(values);
            using var codes = new NativeBuffer(n);
            using NativeBuffer back = NativeBuffer.OfFloats(n);
            float scale = Int8Codes.Quantize(path, source.Floats, (sbyte*)codes.Bytes, n);
            Int8Codes.Dequantize(path, (sbyte*)codes.Bytes, scale, back.Floats, n);
            using var scalarCodes = new NativeBuffer(n);
            Assert.Equal(Int8Codes.Quantize(KernelPath.Scalar, source.Floats, (sbyte*)scalarCodes.Bytes, n), scale);
            float largest = values.Max(MathF.Abs);
            Assert.Equal(largest / 127f, scale);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(scalarCodes.Bytes[i], codes.Bytes[i]);
                Assert.InRange((sbyte)codes.Bytes[i], (sbyte)-127, (sbyte)127);
                Assert.Equal((sbyte)codes.Bytes[i] * scale, back.Floats[i]);
                Assert.True(Math.Abs((double)values[i] - back.Floats[i]) <= 0.5001 * scale, $"{values[i]} became {back.Floats[i]}");
            }
        });
    }

    [Theory, MemberData(nameof(Paths))]
    public void Zeros_stay_zeros_and_broken_rows_become_all_NaN_as_int8(KernelPath path)
    {
        TestPaths.Require(path);
        foreach (float broken in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            for (int place = 0; place < 19; place++)
            {
                float[] values = new TestRandom(3).Floats(19);
                values[place] = broken;
                Assert.All(RoundTrip(values), value => Assert.True(float.IsNaN(value)));
            }
        }

        Assert.All(RoundTrip(new float[19]), value => Assert.Equal(0f, value));
        Assert.All(RoundTrip([.. Enumerable.Repeat(1e-40f, 19)]), value => Assert.Equal(0f, value));

        float[] RoundTrip(float[] values)
        {
            using NativeBuffer source = NativeBuffer.OfFloats(values);
            using var codes = new NativeBuffer(values.Length);
            using NativeBuffer back = NativeBuffer.OfFloats(values.Length);
            float scale = Int8Codes.Quantize(path, source.Floats, (sbyte*)codes.Bytes, values.Length);
            Int8Codes.Dequantize(path, (sbyte*)codes.Bytes, scale, back.Floats, values.Length);
            return back.AsFloats().ToArray();
        }
    }

    /// <summary>By arithmetic instead of bits: the two neighbours, and the nearer one of them.</summary>
    private static float Nearest(float value)
    {
        if (float.IsNaN(value) || float.IsInfinity(value))
        {
            return value;
        }

        uint below = BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000;
        double low = BitConverter.UInt32BitsToSingle(below);
        uint above = below + 0x10000;

        // Beyond the largest bfloat16 the next one would be 2^128.
        double high = (above & 0x7FFFFFFF) == 0x7F800000 ? Math.CopySign(Math.Pow(2, 128), value) : BitConverter.UInt32BitsToSingle(above);
        double toLow = Math.Abs(value - low);
        double toHigh = Math.Abs(high - value);
        bool takesLow = toLow < toHigh || (toLow == toHigh && (below & 0x10000) == 0);
        return BitConverter.UInt32BitsToSingle(takesLow ? below : above);
    }
}
