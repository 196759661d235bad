using System.Runtime.CompilerServices;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Products with many tokens. A panel of four rows by some thousand columns is unpacked once, stays in the first-level cache and meets the tokens four by
/// four; a stretch of all rows and <see cref="ChunkTokens"/> tokens is finished before the next columns come, so that the activations stay in the
/// second-level cache. Between stretches the sums are kept as lanes: every output is added up in the order of a single token's product, to the bit.
/// </summary>
/// <remarks>The order of the loops is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).</remarks>
internal static unsafe class PanelLoops<TKernel>
    where TKernel : struct, IPanelKernel
{
    private const int TileRows = PanelTile<TKernel>.Rows;
    private const int TileTokens = PanelTile<TKernel>.Tokens;
    private const int TileLanes = TileRows * TileTokens * Lanes;
    private const int Lanes = 16;
    private const int PanelBytes = 16 * 1024;
    private const int ChunkTokens = 32;
    private const int LanesBytes = RowPanels.Rows * ChunkTokens * Lanes * sizeof(float);

    // A vector that crosses a line of the cache takes twice as long.
    private const int Alignment = 64;

    [SkipLocalsInit]
    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        byte* scratch = stackalloc byte[PanelBytes + LanesBytes + Alignment];
        byte* panel = (byte*)(((nuint)scratch + Alignment - 1) & ~(nuint)(Alignment - 1));
        float* lanes = (float*)(panel + PanelBytes);
        for (int r = rowBegin; r < rowEnd; r += RowPanels.Rows)
        {
            int rows = Math.Min(RowPanels.Rows, rowEnd - r);
            for (int t = 0; t < x.Tokens; t += ChunkTokens)
            {
                int tokens = Math.Min(ChunkTokens, x.Tokens - t);
                Accumulate(w, r, rows, x, t, tokens, panel, lanes);
                Finish(w, r, rows, x, t, tokens, lanes, y, yStride);
            }
        }
    }

    private static void Accumulate(in WeightMatrix w, int row, int rows, in ActivationBatch x, int token, int tokens, byte* panel, float* lanes)
    {
        byte** activations = stackalloc byte*[ChunkTokens];
        int tokenTiles = (tokens + TileTokens - 1) / TileTokens;
        for (int i = 0; i < tokenTiles * TileTokens; i++)
        {
            // At the edges a tile repeats its last row or token and its result is dropped, so that one kernel serves all shapes.
            activations[i] = TKernel.Token(x, token + Math.Min(i, tokens - 1));
        }

        int rowTiles = (rows + TileRows - 1) / TileRows;
        new Span<float>(lanes, rowTiles * tokenTiles * TileLanes).Clear();
        int blocks = TKernel.BlocksOf(w.Columns);
        int stretch = PanelBytes / TileRows / TKernel.RowBytes;
        for (int block = 0; block < blocks; block += stretch)
        {
            int count = Math.Min(stretch, blocks - block);
            nint offset = (nint)block * TKernel.TokenBytes;
            float* tile = lanes;
            for (int r = 0; r < rows; r += TileRows)
            {
                for (int i = 0; i < TileRows; i++)
                {
                    TKernel.Unpack(w, row + Math.Min(r + i, rows - 1), block, count, panel + (i * TKernel.RowBytes));
                }

                for (byte** four = activations; four < activations + tokens; four += TileTokens, tile += TileLanes)
                {
                    PanelTile<TKernel>.Add(panel, four[0] + offset, four[1] + offset, four[2] + offset, four[3] + offset, count, tile);
                }
            }
        }
    }

    private static void Finish(in WeightMatrix w, int row, int rows, in ActivationBatch x, int token, int tokens, float* tile, float* y, int yStride)
    {
        float* sums = stackalloc float[TileRows * TileTokens];
        for (int r = 0; r < rows; r += TileRows)
        {
            int some = Math.Min(TileRows, rows - r);
            for (int t = 0; t < tokens; t += TileTokens, tile += TileLanes)
            {
                LaneSum.OfTile(tile, sums);
                for (int i = 0; i < Math.Min(TileTokens, tokens - t); i++)
                {
                    float* four = sums + (i * TileRows);
                    TKernel.AddTail(w, row + r, some, x.Row(token + t + i), four);
                    float* output = y + ((long)(token + t + i) * yStride) + row + r;
                    Unsafe.CopyBlockUnaligned(output, four, (uint)(some * sizeof(float)));
                }
            }
        }
    }
}
