using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Panels of codes that meet int16 activations, with 512-bit vectors: a block of a row is its four runs of 32 codes as int16 and the scales of its 16 words
/// as floats, just as <see cref="Int16Activations"/> lays out a block of activations.
/// </summary>
internal static unsafe class Int16PanelBlock
{
    /// <summary>Bytes of a row's block.</summary>
    public const int RowBytes = Int16Activations.BlockBytes;

    private const int VectorBytes = 64;

    /// <summary>Writes a block of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<short> q0, Vector512<short> q1, Vector512<short> q2, Vector512<short> q3, Vector512<float> scales, byte* block)
    {
        q0.Store((short*)block);
        q1.Store((short*)block + Int16Activations.Run);
        q2.Store((short*)block + (2 * Int16Activations.Run));
        q3.Store((short*)block + (3 * Int16Activations.Run));
        scales.Store((float*)(block + Int16Activations.ScaleOffset));
    }

    /// <summary>See <see cref="IPanelKernel.Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(byte* row, byte* x, Vector512<float> sum) => Int4x16Avx512.Add(
        Vector512.Load((short*)row),
        Vector512.Load((short*)(row + VectorBytes)),
        Vector512.Load((short*)(row + (2 * VectorBytes))),
        Vector512.Load((short*)(row + (3 * VectorBytes))),
        x,
        Vector512.Load((float*)(row + (4 * VectorBytes))),
        sum);
}
