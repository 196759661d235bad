namespace K2Sharp.Inference.Kernels;

/// <summary>Where rows of codes are better read in four long streams than one by one: see <see cref="CodeStreams{TKernel, TRow}"/>.</summary>
internal static class LongStreams
{
    public const int Streams = 4;

    /// <summary>
    /// Shorter streams end before the processor has followed them for long: 14 KB lose a quarter, 28 KB an eighth. With 57 KB, a quarter of an expert's gate in an item, some
    /// measurements win and some lose; with 64 KB and more all win.
    /// </summary>
    private const int LeastBytes = 60 * 1024;

    /// <summary>Whether there are kernels for it, and the processor is one where they were measured to pay.</summary>
    public static bool AreUsed(KernelPath path, WeightFormat format, ActivationPrecision activations) =>
        CpuFeatures.FollowsStreams && path == KernelPath.Avx512 && format.HasCodes() && activations == ActivationPrecision.Int16;

    /// <summary>Whether each of the streams that so many rows make is long enough.</summary>
    /// <param name="rows">The rows of a range.</param>
    /// <param name="rowBytes">The codes of a row.</param>
    public static bool AreLong(int rows, long rowBytes) => rows / Streams * rowBytes >= LeastBytes;
}
