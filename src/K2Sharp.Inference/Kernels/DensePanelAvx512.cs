using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>Panels of float32 and bfloat16 rows with 512-bit vectors; a block is one vector of floats. The sums are those of <see cref="DenseRowsAvx512{TElement}"/>.</summary>
internal readonly unsafe struct DensePanelAvx512<TElement> : IPanelKernel
    where TElement : struct, IDenseElement
{
    private const int Lanes = 16;
    private const int VectorBytes = Lanes * sizeof(float);

    /// <summary>So many blocks are 64 elements.</summary>
    private const int AheadBlocks = 4;

    public static int RowBytes => VectorBytes;

    public static int TokenBytes => VectorBytes;

    public static int BlocksOf(int columns) => columns / Lanes;

    public static byte* Token(in ActivationBatch x, int token) => (byte*)x.Row(token);

    public static void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel)
    {
        long offset = (((long)row * w.Columns) + ((long)block * Lanes)) * TElement.Size;
        byte* source = (byte*)w.Data + offset;
        byte* ahead = w.Ahead == null ? null : w.Ahead + (offset / 2);
        long nextPanel = (long)PanelTile<DensePanelAvx512<TElement>>.Rows * w.Columns * TElement.Size;
        for (int i = 0; i < count; i++)
        {
            // A prefetch past the end of the map is ignored.
            Sse.Prefetch1(source + nextPanel);
            if (ahead != null && i % AheadBlocks == 0)
            {
                Prefetch.Half<TElement>(ahead);
                ahead += TElement.Size * (AheadBlocks * Lanes / 2);
            }

            TElement.Load512(source).Store((float*)panel);
            source += Lanes * TElement.Size;
            panel += PanelTile<DensePanelAvx512<TElement>>.Rows * VectorBytes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(byte* row, byte* x, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(Vector512.Load((float*)row), Vector512.Load((float*)x), sum);

    public static void AddTail(in WeightMatrix w, int row, int rows, float* token, float* sums)
    {
        if (w.Columns % Lanes != 0)
        {
            DenseRowsScalar<TElement>.AddTail(w, row, rows, token, w.Columns - (w.Columns % Lanes), sums);
        }
    }
}
