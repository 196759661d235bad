using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>Asks for memory before it is read: what computes on it later does not wait. Changes no result, and addresses need not be valid.</summary>
internal static unsafe class Prefetch
{
    private const int LineBytes = 64;

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
