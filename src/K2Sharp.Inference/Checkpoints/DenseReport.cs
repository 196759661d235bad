namespace K2Sharp.Inference.Checkpoints;

/// <summary>A side file that was written.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kinds">What it holds.</param>
/// <param name="Kept">Modules of the same parts that stay as they are: kv_b_proj, and what is INT4 or of other columns than groups have.</param>
internal sealed record DenseReport(string Path, IReadOnlyList<DenseKind> Kinds, int Kept)
{
    public long SourceBytes => Kinds.Sum(kind => kind.SourceBytes);

    public long Bytes => Kinds.Sum(kind => kind.Bytes);
}
