using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Panels of INT4 rows for int8 activations with 512-bit vectors: a block is the low and the high nibbles of its 64 bytes, one per byte, and the scales of
/// its 16 words. The sums are those of <see cref="Int4x8Avx512"/>.
/// </summary>
internal readonly unsafe struct Int4x8PanelAvx512 : IPanelKernel
{
    private const int VectorBytes = 64;
    private const int BlockBytes = 3 * VectorBytes;

    public static int RowBytes => BlockBytes;

    public static int TokenBytes => Int8Activations.BlockBytes;

    public static int BlocksOf(int columns) => ActivationBatch.BlocksOf(columns);

    public static byte* Token(in ActivationBatch x, int token) => (byte*)x.PreparedRow(token);

    public static void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel)
    {
        byte* tail = stackalloc byte[Int4Row.TailBytes];
        var source = new Int4Row(w, row, tail);
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<byte> mask = Vector512.Create((byte)15);
        long nextPanel = (long)PanelTile<Int4x8PanelAvx512>.Rows * (w.Columns / 2);
        for (int i = block; i < block + count; i++)
        {
            Sse.Prefetch1(source.Codes + ((long)i * Int4Row.BlockBytes) + nextPanel);
            byte* codes = source.CodesOf(i, out ushort* scales);
            Vector512<byte> both = Vector512.Load(codes);
            (both & mask).Store(panel);
            (Vector512.ShiftRightLogical(both.AsUInt16(), 4).AsByte() & mask).Store(panel + VectorBytes);
            Int4ScaleSpread.Of(scales, spread).Store((float*)(panel + (2 * VectorBytes)));
            panel += PanelTile<Int4x8PanelAvx512>.Rows * BlockBytes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(byte* row, byte* x, Vector512<float> sum) => Int4x8Avx512.Add(
        Vector512.Load(row), Vector512.Load(row + VectorBytes), Vector512<short>.One, x, Vector512.Load((float*)(row + (2 * VectorBytes))), sum);
}
