namespace K2Sharp.Inference.Kernels;

/// <summary>Cuts rows of codes and tokens into the tiles of a kernel.</summary>
internal static unsafe class RowTiles<TKernel, TRow>
    where TKernel : struct, IRowKernel<TRow>
    where TRow : unmanaged, ICodeRow<TRow>
{
    /// <summary>The most rows of a tile.</summary>
    public const int MostRows = 4;

    private const int TileTokens = 4;

    // Up to here the second token's products of a row that is in the cache cost less than a tile that is half empty.
    private const int TokensOneByOne = 2;

    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        byte* tails = stackalloc byte[MostRows * TRow.TailBytes];
        new Span<byte>(tails, MostRows * TRow.TailBytes).Clear();
        for (int t = 0; t < x.Tokens; t += TileTokens)
        {
            int tokens = Math.Min(TileTokens, x.Tokens - t);
            if (tokens <= TokensOneByOne)
            {
                OneByOne(w, rowBegin, rowEnd, x, t, tokens, tails, y, yStride);
            }
            else
            {
                Tiled(w, rowBegin, rowEnd, x, t, tokens, tails, y, yStride);
            }
        }
    }

    private static void OneByOne(
        in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, int t, int tokens, byte* tail, float* y, int yStride)
    {
        byte* first = (byte*)x.PreparedRow(t);
        byte* second = tokens > 1 ? (byte*)x.PreparedRow(t + 1) : null;
        float* output = y + ((long)t * yStride);
        for (int r = rowBegin; r < rowEnd; r++)
        {
            TRow row = TRow.At(w, r, tail);
            output[r] = TKernel.OneRow(row, w.Columns, first);
            if (second != null)
            {
                output[yStride + (long)r] = TKernel.OneRow(row, w.Columns, second);
            }
        }
    }

    /// <summary>At the edges a tile repeats its last row or token and drops the result, so that one kernel serves all shapes.</summary>
    private static void Tiled(
        in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, int t, int tokens, byte* tails, float* y, int yStride)
    {
        TRow* tileRows = stackalloc TRow[MostRows];
        byte** tileTokens = stackalloc byte*[TileTokens];
        float* sums = stackalloc float[MostRows * TileTokens];
        float* output = y + ((long)t * yStride);
        for (int i = 0; i < TileTokens; i++)
        {
            tileTokens[i] = (byte*)x.PreparedRow(t + Math.Min(i, tokens - 1));
        }

        for (int r = rowBegin; r < rowEnd; r += TKernel.TileRows)
        {
            int rows = Math.Min(TKernel.TileRows, rowEnd - r);
            for (int j = 0; j < TKernel.TileRows; j++)
            {
                tileRows[j] = TRow.At(w, r + Math.Min(j, rows - 1), tails + (j * TRow.TailBytes));
            }

            TKernel.Tile(tileRows, w.Columns, tileTokens, sums);
            for (int i = 0; i < tokens; i++)
            {
                for (int j = 0; j < rows; j++)
                {
                    output[((long)i * yStride) + r + j] = sums[(i * TKernel.TileRows) + j];
                }
            }
        }
    }
}
