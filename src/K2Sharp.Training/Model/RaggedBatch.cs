namespace K2Sharp.Training.Model;

/// <summary>
/// Documents one after the other without padding. Matrix products run over all their tokens at once; attention runs within each document.
/// </summary>
internal sealed class RaggedBatch
{
    /// <summary>[tokens], the documents' ids.</summary>
    public required long[] Ids { get; init; }

    /// <summary>[tokens], the position of each token; it grows within a document, not always by one.</summary>
    public required long[] Positions { get; init; }

    /// <summary>Tokens of each document; they add up to the number of tokens.</summary>
    public required int[] Lengths { get; init; }

    /// <summary>Rows whose next token is predicted, ascending.</summary>
    public required long[] Rows { get; init; }

    /// <summary>[rows], the token that follows each of <see cref="Rows"/>.</summary>
    public required long[] Targets { get; init; }

    /// <summary>[rows], how much each prediction counts.</summary>
    public required float[] Weights { get; init; }

    /// <summary>[rows], the index of the task family, for reporting.</summary>
    public required int[] Families { get; init; }
}
