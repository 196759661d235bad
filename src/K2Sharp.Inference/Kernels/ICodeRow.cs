namespace K2Sharp.Inference.Kernels;

/// <summary>Where one row of a matrix of codes lies.</summary>
internal unsafe interface ICodeRow<TSelf>
    where TSelf : unmanaged, ICodeRow<TSelf>
{
    /// <summary>Bytes of scratch that a row needs: zero at first, they may be used for one row of a matrix after the other.</summary>
    static abstract int TailBytes { get; }

    /// <summary>A row of a matrix.</summary>
    static abstract TSelf At(in WeightMatrix w, int row, byte* tail);
}
