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
        long nextPanel = (long)PanelLoops<DensePanelAvx512<TElement>>.TileRows * w.Columns * TElement.Size;
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
            panel += PanelLoops<DensePanelAvx512<TElement>>.TileRows * VectorBytes;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(byte* panel, byte* x0, byte* x1, byte* x2, byte* x3, int count, float* lanes)
    {
        Vector512<float> a00 = Vector512.Load(lanes), a01 = Vector512.Load(lanes + 16), a02 = Vector512.Load(lanes + 32), a03 = Vector512.Load(lanes + 48);
        Vector512<float> a10 = Vector512.Load(lanes + 64), a11 = Vector512.Load(lanes + 80), a12 = Vector512.Load(lanes + 96), a13 = Vector512.Load(lanes + 112);
        Vector512<float> a20 = Vector512.Load(lanes + 128), a21 = Vector512.Load(lanes + 144), a22 = Vector512.Load(lanes + 160), a23 = Vector512.Load(lanes + 176);
        Vector512<float> a30 = Vector512.Load(lanes + 192), a31 = Vector512.Load(lanes + 208), a32 = Vector512.Load(lanes + 224), a33 = Vector512.Load(lanes + 240);
        nint end = (nint)count * VectorBytes;
        for (nint i = 0; i < end; i += VectorBytes)
        {
            Vector512<float> v0 = Vector512.Load((float*)(x0 + i));
            Vector512<float> v1 = Vector512.Load((float*)(x1 + i));
            Vector512<float> v2 = Vector512.Load((float*)(x2 + i));
            Vector512<float> v3 = Vector512.Load((float*)(x3 + i));
            Vector512<float> row = Vector512.Load((float*)panel);
            a00 = Vector512.FusedMultiplyAdd(row, v0, a00);
            a01 = Vector512.FusedMultiplyAdd(row, v1, a01);
            a02 = Vector512.FusedMultiplyAdd(row, v2, a02);
            a03 = Vector512.FusedMultiplyAdd(row, v3, a03);
            row = Vector512.Load((float*)(panel + VectorBytes));
            a10 = Vector512.FusedMultiplyAdd(row, v0, a10);
            a11 = Vector512.FusedMultiplyAdd(row, v1, a11);
            a12 = Vector512.FusedMultiplyAdd(row, v2, a12);
            a13 = Vector512.FusedMultiplyAdd(row, v3, a13);
            row = Vector512.Load((float*)(panel + (2 * VectorBytes)));
            a20 = Vector512.FusedMultiplyAdd(row, v0, a20);
            a21 = Vector512.FusedMultiplyAdd(row, v1, a21);
            a22 = Vector512.FusedMultiplyAdd(row, v2, a22);
            a23 = Vector512.FusedMultiplyAdd(row, v3, a23);
            row = Vector512.Load((float*)(panel + (3 * VectorBytes)));
            a30 = Vector512.FusedMultiplyAdd(row, v0, a30);
            a31 = Vector512.FusedMultiplyAdd(row, v1, a31);
            a32 = Vector512.FusedMultiplyAdd(row, v2, a32);
            a33 = Vector512.FusedMultiplyAdd(row, v3, a33);
            panel += PanelLoops<DensePanelAvx512<TElement>>.TileRows * VectorBytes;
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
        if (w.Columns % Lanes != 0)
        {
            DenseRowsScalar<TElement>.AddTail(w, row, rows, token, w.Columns - (w.Columns % Lanes), sums);
        }
    }
}
