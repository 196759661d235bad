using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Optimizers;

/// <summary>Seeded normal tensors.</summary>
internal static class TorchRandom
{
    public static Tensor Normal(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed, CPU);
        return randn(shape, generator: generator);
    }
}
