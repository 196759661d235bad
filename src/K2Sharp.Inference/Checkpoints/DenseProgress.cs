namespace K2Sharp.Inference.Checkpoints;

/// <summary>How far the writing of a side file has come.</summary>
/// <param name="Module">The module in work.</param>
/// <param name="Done">Bytes of weights converted.</param>
/// <param name="Total">Bytes of weights to convert.</param>
internal readonly record struct DenseProgress(string Module, long Done, long Total);
