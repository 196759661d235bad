using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>Panels of INT4 rows for int16 activations with 512-bit vectors. The sums are those of <see cref="Int4x16Avx512"/>.</summary>
internal readonly unsafe struct Int4x16PanelAvx512 : IPanelKernel
{
    public static int RowBytes => Int16PanelBlock.RowBytes;

    public static int TokenBytes => Int16Activations.BlockBytes;

    public static int BlocksOf(int columns) => ActivationBatch.BlocksOf(columns);

    public static byte* Token(in ActivationBatch x, int token) => (byte*)x.PreparedRow(token);

    public static void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel)
    {
        byte* tail = stackalloc byte[Int4Row.TailBytes];
        var source = new Int4Row(w, row, tail);
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<short> flip = Vector512.Create(Int4Row.SignBits);
        long nextPanel = (long)PanelTile<Int4x16PanelAvx512>.Rows * (w.Columns / 2);
        for (int i = block; i < block + count; i++)
        {
            Sse.Prefetch1(source.Codes + ((long)i * Int4Row.BlockBytes) + nextPanel);
            byte* codes = source.CodesOf(i, out ushort* scales);
            Vector512<short> words = Vector512.Load((short*)codes) ^ flip;
            Int16PanelBlock.Store(
                Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 12), 12),
                Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 12),
                Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 4), 12),
                Vector512.ShiftRightArithmetic(words, 12),
                Int4ScaleSpread.Of(scales, spread),
                panel);
            panel += PanelTile<Int4x16PanelAvx512>.Rows * RowBytes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(byte* row, byte* x, Vector512<float> sum) => Int16PanelBlock.Add(row, x, sum);
}
