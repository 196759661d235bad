using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>How fast a pool multiplies weights of one format that lie in memory: the work of decoding without a model.</summary>
internal static unsafe class KernelSpeed
{
    /// <summary>Weights that no cache in use today holds a noticeable part of.</summary>
    public const long DefaultBytes = 512L << 20;

    /// <summary>The best of several passes over a matrix, in 10^9 bytes of weights per second; 0 if the clock did not move.</summary>
    /// <param name="path">The kernel path.</param>
    /// <param name="format">How the weights are stored.</param>
    /// <param name="activations">What INT4 weights are multiplied by.</param>
    /// <param name="pool">Its threads share the rows.</param>
    /// <param name="clock">Measures the passes.</param>
    /// <param name="tokens">Tokens that the weights are multiplied by: 1 as in decoding, more as in a prompt.</param>
    /// <param name="columns">The input dimension, a multiple of 32.</param>
    /// <param name="bytes">Size of the matrix, about.</param>
    /// <param name="passes">How many passes are timed, after one that is not.</param>
    public static double Measure(
        KernelPath path, WeightFormat format, ActivationPrecision activations, WorkerPool pool, TimeProvider clock, int tokens, int columns, long bytes = DefaultBytes, int passes = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        CpuFeatures.Require(path);
        bool isPacked = format == WeightFormat.Int4Group32;
        int rows = (int)Math.Clamp(bytes / format.ByteCount(1, columns), MatrixRows.RowMultiple, int.MaxValue / columns * 2);
        using var weights = new NativeBuffer<ushort>(rows * format.RowBytes(columns) / sizeof(ushort));
        using var scales = new NativeBuffer<ushort>(rows * format.RowScales(columns));
        using var input = new NativeBuffer<float>((long)tokens * columns);
        using var prepared = new NativeBuffer<float>((long)tokens * ActivationBatch.PreparedLength(format, activations, columns));
        using var output = new NativeBuffer<float>((long)tokens * rows);

        // Ordinary numbers: zeros could be special to a processor.
        new Span<ushort>(weights.Pointer, (int)weights.Length).Fill(isPacked ? (ushort)0x5A96 : (ushort)0x3C12);
        new Span<ushort>(scales.Pointer, (int)scales.Length).Fill(0x3C00);
        new Span<float>(input.Pointer, (int)input.Length).Fill(0.5f);
        WeightMatrix matrix = isPacked
            ? new WeightMatrix((byte*)weights.Pointer, scales.Pointer, rows, columns)
            : new WeightMatrix(weights.Pointer, rows, columns);
        ActivationBatch batch = new ActivationBatch(input.Pointer, tokens, columns, columns).Prepare(path, format, activations, prepared.Pointer);
        double best = 0;
        for (int pass = 0; pass <= passes; pass++)
        {
            long begin = clock.GetTimestamp();
            MatMulWork.Run(pool, path, matrix, batch, output.Pointer, rows);
            double seconds = clock.GetElapsedTime(begin).TotalSeconds;
            if (pass > 0 && seconds > 0)
            {
                best = Math.Max(best, matrix.ByteCount / seconds / 1e9);
            }
        }

        return best;
    }
}
