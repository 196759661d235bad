using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>How fast the threads of a pool can read memory together: what a decode step's speed is measured against.</summary>
internal static unsafe class MemoryBandwidth
{
    /// <summary>Large enough that no cache in use today holds a noticeable part of it.</summary>
    public const long DefaultBytes = 1L << 30;

    private const long ChunkBytes = 1 << 20;

    /// <summary>
    /// The median of several passes over a buffer, in 10^9 bytes per second; 0 if the clock did not move. It stands beside medians of decoding: the best pass would be
    /// the machine's best moment.
    /// </summary>
    /// <param name="path">The vector width of the loads.</param>
    /// <param name="pool">Its threads share the buffer.</param>
    /// <param name="clock">Measures the passes.</param>
    /// <param name="bytes">Size of the buffer; rounded up to whole chunks of 1 MB.</param>
    /// <param name="passes">How many passes are timed, after one that is not.</param>
    public static double Measure(KernelPath path, WorkerPool pool, TimeProvider clock, long bytes = DefaultBytes, int passes = 7)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        CpuFeatures.Require(path);
        int chunks = checked((int)((bytes + ChunkBytes - 1) / ChunkBytes));
        byte* buffer = (byte*)NativeMemory.AlignedAlloc((nuint)(chunks * ChunkBytes), 4096);
        int* sums = stackalloc int[1];
        try
        {
            // Every page must exist before it is read: untouched pages are all the same zero page, and that sits in the cache.
            var fill = new FillChunks(buffer);
            pool.Run(chunks, ref fill);

            double[] measured = new double[passes];
            var read = new ReadChunks(buffer, path, sums);
            for (int pass = 0; pass <= passes; pass++)
            {
                long begin = clock.GetTimestamp();
                pool.Run(chunks, ref read);
                double seconds = clock.GetElapsedTime(begin).TotalSeconds;
                if (pass > 0 && seconds > 0)
                {
                    measured[pass - 1] = chunks * ChunkBytes / seconds / 1e9;
                }
            }

            Array.Sort(measured);
            return measured[passes / 2];
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    private readonly struct FillChunks(byte* buffer) : IWork
    {
        public void Execute(int item, int worker) => new Span<byte>(buffer + (item * ChunkBytes), (int)ChunkBytes).Fill((byte)item);
    }

    private readonly struct ReadChunks(byte* buffer, KernelPath path, int* sum) : IWork
    {
        public void Execute(int item, int worker)
        {
            byte* chunk = buffer + (item * ChunkBytes);

            // The sum is used, so the loads cannot be left out.
            Interlocked.Add(ref *sum, path == KernelPath.Avx512 ? Sum512(chunk) : Sum256(chunk));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static int Sum512(byte* chunk)
        {
            Vector512<int> a0 = default, a1 = default, a2 = default, a3 = default;
            for (byte* end = chunk + ChunkBytes; chunk < end; chunk += 256)
            {
                a0 += Vector512.Load((int*)chunk);
                a1 += Vector512.Load((int*)(chunk + 64));
                a2 += Vector512.Load((int*)(chunk + 128));
                a3 += Vector512.Load((int*)(chunk + 192));
            }

            return Vector512.Sum(a0 + a1 + a2 + a3);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static int Sum256(byte* chunk)
        {
            Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
            for (byte* end = chunk + ChunkBytes; chunk < end; chunk += 128)
            {
                a0 += Vector256.Load((int*)chunk);
                a1 += Vector256.Load((int*)(chunk + 32));
                a2 += Vector256.Load((int*)(chunk + 64));
                a3 += Vector256.Load((int*)(chunk + 96));
            }

            return Vector256.Sum(a0 + a1 + a2 + a3);
        }
    }
}
