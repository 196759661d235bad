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
    private const int RowsBytes = 4 * BlockBytes;
    private const int BlockBytes = 3 * VectorBytes;

    public static int RowBytes => BlockBytes;

    public static int TokenBytes => Int8Activations.BlockBytes;

    public static int BlocksOf(int columns) => Int4Row.BlocksOf(columns);

    public static byte* Token(in ActivationBatch x, int token) => (byte*)x.PreparedRow(token);

    public static void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel)
    {
        byte* tail = stackalloc byte[Int4Row.TailBytes];
        var source = new Int4Row(w, row, tail);
        int whole = w.Columns / ActivationBatch.BlockColumns;
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<byte> mask = Vector512.Create((byte)15);
        long nextPanel = (long)PanelLoops<Int4x8PanelAvx512>.TileRows * (w.Columns / 2);
        for (int i = block; i < block + count; i++)
        {
            Sse.Prefetch1(source.Codes + ((long)i * Int4Row.BlockBytes) + nextPanel);
            byte* codes = i < whole ? source.Codes + ((long)i * Int4Row.BlockBytes) : source.TailCodes;
            ushort* scales = i < whole ? source.Scales + ((long)i * Int4Row.BlockGroups) : source.TailScales;
            Vector512<byte> both = Vector512.Load(codes);
            (both & mask).Store(panel);
            (Vector512.ShiftRightLogical(both.AsUInt16(), 4).AsByte() & mask).Store(panel + VectorBytes);
            Int4ScaleSpread.Of(scales, spread).Store((float*)(panel + (2 * VectorBytes)));
            panel += RowsBytes;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(byte* panel, byte* x0, byte* x1, byte* x2, byte* x3, int count, float* lanes)
    {
        Vector512<short> ones = Vector512<short>.One;
        Vector512<float> a00 = Vector512.Load(lanes), a01 = Vector512.Load(lanes + 16), a02 = Vector512.Load(lanes + 32), a03 = Vector512.Load(lanes + 48);
        Vector512<float> a10 = Vector512.Load(lanes + 64), a11 = Vector512.Load(lanes + 80), a12 = Vector512.Load(lanes + 96), a13 = Vector512.Load(lanes + 112);
        Vector512<float> a20 = Vector512.Load(lanes + 128), a21 = Vector512.Load(lanes + 144), a22 = Vector512.Load(lanes + 160), a23 = Vector512.Load(lanes + 176);
        Vector512<float> a30 = Vector512.Load(lanes + 192), a31 = Vector512.Load(lanes + 208), a32 = Vector512.Load(lanes + 224), a33 = Vector512.Load(lanes + 240);
        nint end = (nint)count * Int8Activations.BlockBytes;
        for (nint i = 0; i < end; i += Int8Activations.BlockBytes)
        {
            a00 = Add(panel, ones, x0 + i, a00);
            a01 = Add(panel, ones, x1 + i, a01);
            a02 = Add(panel, ones, x2 + i, a02);
            a03 = Add(panel, ones, x3 + i, a03);
            a10 = Add(panel + BlockBytes, ones, x0 + i, a10);
            a11 = Add(panel + BlockBytes, ones, x1 + i, a11);
            a12 = Add(panel + BlockBytes, ones, x2 + i, a12);
            a13 = Add(panel + BlockBytes, ones, x3 + i, a13);
            a20 = Add(panel + (2 * BlockBytes), ones, x0 + i, a20);
            a21 = Add(panel + (2 * BlockBytes), ones, x1 + i, a21);
            a22 = Add(panel + (2 * BlockBytes), ones, x2 + i, a22);
            a23 = Add(panel + (2 * BlockBytes), ones, x3 + i, a23);
            a30 = Add(panel + (3 * BlockBytes), ones, x0 + i, a30);
            a31 = Add(panel + (3 * BlockBytes), ones, x1 + i, a31);
            a32 = Add(panel + (3 * BlockBytes), ones, x2 + i, a32);
            a33 = Add(panel + (3 * BlockBytes), ones, x3 + i, a33);
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

    public static void AddTail(in WeightMatrix w, int row, int rows, float* token, float* sums)
    {
        // The last block is padded.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(byte* row, Vector512<short> ones, byte* x, Vector512<float> sum) => Int4x8Avx512.Add(
        Vector512.Load(row), Vector512.Load(row + VectorBytes), ones, x, Vector512.Load((float*)(row + (2 * VectorBytes))), sum);
}
