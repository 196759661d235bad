using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>What a precision makes of activations, by its definition in docs/numerics.md and with no code of the engine.</summary>
internal static class ReferenceActivations
{
    /// <summary>The numbers that INT4 weights are in effect multiplied by, in groups of 32.</summary>
    public static double[] Represented(ReadOnlySpan<float> x, ActivationPrecision precision)
    {
        if (precision == ActivationPrecision.Float32)
        {
            return [.. x.ToArray().Select(value => (double)value)];
        }

        int most = precision == ActivationPrecision.Int16 ? 32767 : 127;
        return [.. x.ToArray().Chunk(32).SelectMany(group =>
        {
            float largest = group.Max(Math.Abs);
            float inverse = most / largest;
            double scale = largest / most;
            return group.Select(value => largest < 1e-30f ? 0 : Math.Round((double)(value * inverse), MidpointRounding.ToEven) * scale);
        })];
    }
}
