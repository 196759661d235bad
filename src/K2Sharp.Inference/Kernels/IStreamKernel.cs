namespace K2Sharp.Inference.Kernels;

/// <summary>A kernel that also takes four rows at once for a single token: the order of the sums is that of <see cref="IRowKernel{TRow}.OneRow"/>, row by row, and so are the bits.</summary>
internal unsafe interface IStreamKernel<TRow> : IRowKernel<TRow>
    where TRow : unmanaged, ICodeRow<TRow>
{
    /// <summary>Four rows times one token; nothing is asked for ahead.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="x">The token's prepared activations.</param>
    /// <param name="sums">Receives four sums.</param>
    static abstract void FourRows(TRow* rows, int columns, byte* x, float* sums);
}
