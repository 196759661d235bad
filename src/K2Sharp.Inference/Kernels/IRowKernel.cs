namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The inner loops of rows of codes on prepared activations for one instruction set. Whatever the set, the bits are those of the scalar twin: lane j of
/// 16 takes, block after block, the sum of word j's eight products times the scale of its group, by one FMA; then <see cref="LaneSum"/>. On integer
/// activations the sum of products is an integer, exactly, and the scale is the product of both scales.
/// </summary>
internal unsafe interface IRowKernel<TRow>
    where TRow : unmanaged, ICodeRow<TRow>
{
    /// <summary>Rows of a tile, at most <see cref="RowTiles{TKernel, TRow}.MostRows"/>.</summary>
    static abstract int TileRows { get; }

    /// <summary>One row times one token. A copy of the row would be waited for: written in pieces, read as a whole.</summary>
    static abstract float OneRow(in TRow row, int columns, byte* x);

    /// <summary><see cref="TileRows"/> rows times four tokens; sums[token * TileRows + row].</summary>
    static abstract void Tile(TRow* rows, int columns, byte** tokens, float* sums);
}
