using K2Sharp.Training.Data;
using K2Sharp.Training.Quantization;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Kernels;

/// <summary>Random numbers for kernels, and how far results are from what they should be.</summary>
internal static class Numbers
{
    public const string NeedsAvx512 = "this processor has no AVX-512: attention runs on libtorch here";

    /// <summary>n values of about one.</summary>
    public static float[] Random(TaskRandom random, int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((random.NextDouble() * 4) - 2))];

    /// <summary>n values that are no numbers, as memory that was used before may hold.</summary>
    public static float[] Spoiled(int n)
    {
        float[] result = new float[n];
        Array.Fill(result, float.NaN);
        return result;
    }

    public static float[] Floats(Tensor tensor) => TensorMemory.Floats(tensor).ToArray();

    public static void Near(double[] expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}[{i}] is {actual[i]}, not {expected[i]}");
        }
    }
}
