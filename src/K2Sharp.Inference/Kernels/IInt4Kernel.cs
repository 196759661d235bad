namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The inner loops of INT4 rows on integer activations for one instruction set. Whatever the set, the bits are those of the scalar twin: lane j of 16
/// takes, block after block, the integer sum of word j's eight products, exactly, times the product of the two scales, by one FMA; then <see cref="LaneSum"/>.
/// </summary>
internal unsafe interface IInt4Kernel
{
    /// <summary>Rows of a tile, at most <see cref="Int4Tiles{TKernel}.MostRows"/>.</summary>
    static abstract int TileRows { get; }

    /// <summary>One row times one token.</summary>
    static abstract float OneRow(Int4Row row, int columns, byte* x);

    /// <summary><see cref="TileRows"/> rows times four tokens; sums[token * TileRows + row].</summary>
    static abstract void Tile(Int4Row* rows, int columns, byte** tokens, float* sums);
}
