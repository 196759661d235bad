using System.Globalization;
using System.Text.Json;
using K2Sharp.Inference.Kernels;
using K2Sharp.TestData;

namespace K2Sharp.Conformance.Kernels;

/// <summary>Reads packed rows back through the kernels: multiplying by unit vectors gives the dequantised weights, and those are exact in float32.</summary>
public sealed unsafe class PackQuantizedTests
{
    [Theory]
    [InlineData(KernelPath.Scalar)]
    [InlineData(KernelPath.Avx2)]
    [InlineData(KernelPath.Avx512)]
    public void Multiply_by_unit_vectors_gives_the_reference_weights(KernelPath path)
    {
        Assert.SkipUnless(CpuFeatures.IsSupported(path), $"this processor has no {CpuFeatures.Name(path)}: {CpuFeatures.Description}");
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(SharedData.Path("numerics", "pack_quantized_vectors.json")));
        int checkedWeights = 0;
        foreach (JsonElement testCase in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            int columns = testCase.GetProperty("in").GetInt32();
            if (columns % WeightMatrix.GroupSize != 0 || !testCase.TryGetProperty("dequant_fp32", out JsonElement expected))
            {
                continue;
            }

            int[] packed = testCase.GetProperty("packed_int32").EnumerateArray().Select(word => word.GetInt32()).ToArray();
            ushort[] scales = testCase.GetProperty("scale_bf16_hex").EnumerateArray()
                .Select(scale => ushort.Parse(scale.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            float[] weights = Dequantize(path, packed, scales, columns);
            Assert.Equal(expected.EnumerateArray().Select(value => value.GetSingle()), weights);
            checkedWeights += columns;
        }

        Assert.True(checkedWeights > 0);
    }

    private static float[] Dequantize(KernelPath path, int[] packed, ushort[] scales, int columns)
    {
        float[] identity = new float[columns * columns];
        for (int c = 0; c < columns; c++)
        {
            identity[(c * columns) + c] = 1;
        }

        float[] result = new float[columns];
        float[] scratch = new float[columns * ActivationBatch.PreparedLength(WeightFormat.Int4Group32, ActivationPrecision.Float32, columns)];
        fixed (int* codes = packed)
        fixed (ushort* scale = scales)
        fixed (float* x = identity)
        fixed (float* prepared = scratch)
        fixed (float* y = result)
        {
            var matrix = new WeightMatrix((byte*)codes, scale, 1, columns);
            ActivationBatch batch = new ActivationBatch(x, columns, columns, columns)
                .Prepare(path, WeightFormat.Int4Group32, ActivationPrecision.Float32, prepared);
            MatrixRows.Multiply(path, matrix, 0, 1, batch, y, 1);
        }

        return result;
    }
}
