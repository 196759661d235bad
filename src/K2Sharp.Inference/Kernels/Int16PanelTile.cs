using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Panels of codes that meet int16 activations, with 512-bit vectors: a block of a row is its four runs of 32 codes as int16 and the scales of its 16 words
/// as floats, just as <see cref="Int16Activations"/> lays out a block of activations.
/// </summary>
internal static unsafe class Int16PanelTile
{
    /// <summary>Bytes of a row's block.</summary>
    public const int RowBytes = Int16Activations.BlockBytes;

    private const int RowsBytes = 4 * RowBytes;
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

    /// <summary>See <see cref="IPanelKernel.Tile"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(byte* panel, byte* x0, byte* x1, byte* x2, byte* x3, int count, float* lanes)
    {
        Vector512<float> a00 = Vector512.Load(lanes), a01 = Vector512.Load(lanes + 16), a02 = Vector512.Load(lanes + 32), a03 = Vector512.Load(lanes + 48);
        Vector512<float> a10 = Vector512.Load(lanes + 64), a11 = Vector512.Load(lanes + 80), a12 = Vector512.Load(lanes + 96), a13 = Vector512.Load(lanes + 112);
        Vector512<float> a20 = Vector512.Load(lanes + 128), a21 = Vector512.Load(lanes + 144), a22 = Vector512.Load(lanes + 160), a23 = Vector512.Load(lanes + 176);
        Vector512<float> a30 = Vector512.Load(lanes + 192), a31 = Vector512.Load(lanes + 208), a32 = Vector512.Load(lanes + 224), a33 = Vector512.Load(lanes + 240);
        nint end = (nint)count * Int16Activations.BlockBytes;
        for (nint i = 0; i < end; i += Int16Activations.BlockBytes)
        {
            a00 = Add(panel, x0 + i, a00);
            a01 = Add(panel, x1 + i, a01);
            a02 = Add(panel, x2 + i, a02);
            a03 = Add(panel, x3 + i, a03);
            a10 = Add(panel + RowBytes, x0 + i, a10);
            a11 = Add(panel + RowBytes, x1 + i, a11);
            a12 = Add(panel + RowBytes, x2 + i, a12);
            a13 = Add(panel + RowBytes, x3 + i, a13);
            a20 = Add(panel + (2 * RowBytes), x0 + i, a20);
            a21 = Add(panel + (2 * RowBytes), x1 + i, a21);
            a22 = Add(panel + (2 * RowBytes), x2 + i, a22);
            a23 = Add(panel + (2 * RowBytes), x3 + i, a23);
            a30 = Add(panel + (3 * RowBytes), x0 + i, a30);
            a31 = Add(panel + (3 * RowBytes), x1 + i, a31);
            a32 = Add(panel + (3 * RowBytes), x2 + i, a32);
            a33 = Add(panel + (3 * RowBytes), x3 + i, a33);
            panel += RowsBytes;
        }

        a00.Store(lanes);
        a01.Store(lanes + 16);
        a02.Store(lanes + 32);
        a03.Store(lanes + 48);
        a10.Store(lanes + 64);
        a11.Store(lanes + 80);
        a12.Store(lanes + 96);
        a13.Store(lanes + 112);
        a20.Store(lanes + 128);
        a21.Store(lanes + 144);
        a22.Store(lanes + 160);
        a23.Store(lanes + 176);
        a30.Store(lanes + 192);
        a31.Store(lanes + 208);
        a32.Store(lanes + 224);
        a33.Store(lanes + 240);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(byte* row, byte* x, Vector512<float> sum) => Int4x16Avx512.Add(
        Vector512.Load((short*)row),
        Vector512.Load((short*)(row + VectorBytes)),
        Vector512.Load((short*)(row + (2 * VectorBytes))),
        Vector512.Load((short*)(row + (3 * VectorBytes))),
        x,
        Vector512.Load((float*)(row + (4 * VectorBytes))),
        sum);
}
