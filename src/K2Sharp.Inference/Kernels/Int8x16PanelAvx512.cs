using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>Panels of int8 rows for int16 activations with 512-bit vectors. The sums are those of <see cref="Int8x16Avx512"/>.</summary>
internal readonly unsafe struct Int8x16PanelAvx512 : IPanelKernel
{
    public static int RowBytes => Int16PanelBlock.RowBytes;

    public static int TokenBytes => Int16Activations.BlockBytes;

    public static int BlocksOf(int columns) => ActivationBatch.BlocksOf(columns);

    public static byte* Token(in ActivationBatch x, int token) => (byte*)x.PreparedRow(token);

    public static void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel)
    {
        Int8Row source = Int8Row.At(w, row, null);
        sbyte* codes = source.Codes + ((long)block * Int8Row.BlockBytes);
        ushort* scales = source.Scales + ((long)block * Int8Row.BlockGroups);
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        for (int i = 0; i < count; i++)
        {
            Vector512<short> even = Vector512.Load((short*)codes);
            Vector512<short> odd = Vector512.Load((short*)(codes + Int8Row.Half));
            Int16PanelBlock.Store(
                Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(even, 8), 8),
                Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(odd, 8), 8),
                Vector512.ShiftRightArithmetic(even, 8),
                Vector512.ShiftRightArithmetic(odd, 8),
                Int4ScaleSpread.Of(scales, spread),
                panel);
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
            panel += PanelTile<Int8x16PanelAvx512>.Rows * RowBytes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(byte* row, byte* x, Vector512<float> sum) => Int16PanelBlock.Add(row, x, sum);
}
