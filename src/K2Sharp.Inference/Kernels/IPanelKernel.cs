namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The inner loops of <see cref="PanelLoops{TKernel}"/> for one format of weights and of activations. Columns are taken in blocks; a block of a row is
/// brought into a form once that all tokens then share.
/// </summary>
internal unsafe interface IPanelKernel
{
    /// <summary>Bytes of one row's block in the panel's form, a multiple of 64.</summary>
    static abstract int RowBytes { get; }

    /// <summary>Bytes of one token's block of activations.</summary>
    static abstract int TokenBytes { get; }

    /// <summary>The blocks of a row. Columns behind them are left to <see cref="AddTail"/>.</summary>
    static abstract int BlocksOf(int columns);

    /// <summary>Where a token's activations begin.</summary>
    static abstract byte* Token(in ActivationBatch x, int token);

    /// <summary>Brings some blocks of a row into the panel's form.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="row">The row.</param>
    /// <param name="block">Its first block.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="panel">Block i goes to panel + i * <see cref="PanelLoops{TKernel}.TileRows"/> * <see cref="RowBytes"/>.</param>
    static abstract void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel);

    /// <summary>Adds the products of four rows and four tokens to their lanes.</summary>
    /// <param name="panel">The rows' blocks: block by block, row by row.</param>
    /// <param name="x0">The first token's activations for the first block.</param>
    /// <param name="x1">The second token's.</param>
    /// <param name="x2">The third token's.</param>
    /// <param name="x3">The fourth token's.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="lanes">16 accumulators of 16 lanes: that of row r and token t begins at 64 r + 16 t.</param>
    static abstract void Tile(byte* panel, byte* x0, byte* x1, byte* x2, byte* x3, int count, float* lanes);

    /// <summary>Adds the columns behind the last block to the sums of some rows for one token.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="row">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="token">The token's activations.</param>
    /// <param name="sums">One per row.</param>
    static abstract void AddTail(in WeightMatrix w, int row, int rows, float* token, float* sums);
}
