using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The steps of <see cref="PanelLoops{TKernel}"/> for one format of weights and of activations. Columns are taken in blocks; a block of a row is
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
    /// <param name="panel">Block i goes to panel + i * <see cref="PanelTile{TKernel}.Rows"/> * <see cref="RowBytes"/>.</param>
    static abstract void Unpack(in WeightMatrix w, int row, int block, int count, byte* panel);

    /// <summary>Adds the products of a row's block and a token's to 16 lanes.</summary>
    /// <param name="row">The row's block in the panel's form.</param>
    /// <param name="x">The token's block.</param>
    /// <param name="sum">The lanes so far.</param>
    static abstract Vector512<float> Add(byte* row, byte* x, Vector512<float> sum);

    /// <summary>Adds the columns behind the last block to the sums of some rows for one token.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="row">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="token">The token's activations.</param>
    /// <param name="sums">One per row.</param>
    static virtual void AddTail(in WeightMatrix w, int row, int rows, float* token, float* sums)
    {
        // Rows of codes are padded to whole blocks.
    }
}
