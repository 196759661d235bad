using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>Asks for memory before it is read: what computes on it later does not wait. Changes no result, and addresses need not be valid.</summary>
internal static unsafe class Prefetch
{
    private const int LineBytes = 64;

    /// <summary>What a product that has begun asks for by itself lies behind this.</summary>
    private const int BeginningBytes = 2048;

    /// <summary>
    /// Fetches the beginning of a row that is multiplied soon: products ask ahead of where they are, so only their first lines come as late as they are needed.
    /// </summary>
    public static void Row(KernelPath path, in WeightMatrix w, int row)
    {
        byte* first = (byte*)w.Data + (row * w.Format.RowBytes(w.Columns));
        Apply(path, (float*)first, BeginningBytes / sizeof(float));
        if (w.Scales != null)
        {
            Apply(path, (float*)(w.Scales + (row * w.Format.RowScales(w.Columns))), 2 * LineBytes / sizeof(float));
        }
    }

    /// <summary>Fetches <paramref name="length"/> floats into the second-level cache.</summary>
    public static void Apply(KernelPath path, float* first, int length)
    {
        if (path == KernelPath.Scalar)
        {
            return;
        }

        for (long offset = 0; offset < (long)length * sizeof(float); offset += LineBytes)
        {
            Sse.Prefetch1((byte*)first + offset);
        }
    }
}
