using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>The inner loop of <see cref="PanelLoops{TKernel}"/>: four rows by four tokens, whose sixteen accumulators stay in registers.</summary>
internal static unsafe class PanelTile<TKernel>
    where TKernel : struct, IPanelKernel
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 4;

    /// <summary>Tokens that meet it together.</summary>
    public const int Tokens = 4;

    /// <summary>Adds the products of four rows and four tokens to their lanes.</summary>
    /// <param name="panel">The rows' blocks: block by block, row by row.</param>
    /// <param name="x0">The first token's activations for the first block.</param>
    /// <param name="x1">The second token's.</param>
    /// <param name="x2">The third token's.</param>
    /// <param name="x3">The fourth token's.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="lanes">16 accumulators of 16 lanes: that of row r and token t begins at 64 r + 16 t.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(byte* panel, byte* x0, byte* x1, byte* x2, byte* x3, int blocks, float* lanes)
    {
        Vector512<float> a00 = Vector512.Load(lanes), a01 = Vector512.Load(lanes + 16), a02 = Vector512.Load(lanes + 32), a03 = Vector512.Load(lanes + 48);
        Vector512<float> a10 = Vector512.Load(lanes + 64), a11 = Vector512.Load(lanes + 80), a12 = Vector512.Load(lanes + 96), a13 = Vector512.Load(lanes + 112);
        Vector512<float> a20 = Vector512.Load(lanes + 128), a21 = Vector512.Load(lanes + 144), a22 = Vector512.Load(lanes + 160), a23 = Vector512.Load(lanes + 176);
        Vector512<float> a30 = Vector512.Load(lanes + 192), a31 = Vector512.Load(lanes + 208), a32 = Vector512.Load(lanes + 224), a33 = Vector512.Load(lanes + 240);
        nint end = (nint)blocks * TKernel.TokenBytes;
        for (nint i = 0; i < end; i += TKernel.TokenBytes)
        {
            byte* row0 = panel;
            byte* row1 = panel + TKernel.RowBytes;
            byte* row2 = panel + (2 * TKernel.RowBytes);
            byte* row3 = panel + (3 * TKernel.RowBytes);
            a00 = TKernel.Add(row0, x0 + i, a00);
            a01 = TKernel.Add(row0, x1 + i, a01);
            a02 = TKernel.Add(row0, x2 + i, a02);
            a03 = TKernel.Add(row0, x3 + i, a03);
            a10 = TKernel.Add(row1, x0 + i, a10);
            a11 = TKernel.Add(row1, x1 + i, a11);
            a12 = TKernel.Add(row1, x2 + i, a12);
            a13 = TKernel.Add(row1, x3 + i, a13);
            a20 = TKernel.Add(row2, x0 + i, a20);
            a21 = TKernel.Add(row2, x1 + i, a21);
            a22 = TKernel.Add(row2, x2 + i, a22);
            a23 = TKernel.Add(row2, x3 + i, a23);
            a30 = TKernel.Add(row3, x0 + i, a30);
            a31 = TKernel.Add(row3, x1 + i, a31);
            a32 = TKernel.Add(row3, x2 + i, a32);
            a33 = TKernel.Add(row3, x3 + i, a33);
            panel += Rows * TKernel.RowBytes;
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
}
