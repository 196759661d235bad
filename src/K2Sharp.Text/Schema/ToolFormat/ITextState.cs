namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>How far one text of an <see cref="ITextGrammar"/> has come. Every state can be completed.</summary>
internal interface ITextState
{
    /// <summary>Whether the text may end here.</summary>
    bool CanEnd { get; }

    /// <summary>Whether nothing may follow.</summary>
    bool MustEnd { get; }

    ITextState Clone();

    /// <summary>Takes the next bytes, all or none.</summary>
    bool TryAccept(ReadOnlySpan<byte> bytes);

    /// <summary>Gives bytes that must come next whatever happens; none where the text may end or go on in several ways.</summary>
    /// <returns>How many; as many as the destination holds when there are more.</returns>
    int GetForcedBytes(Span<byte> destination);

    /// <summary>Sets bit t%64 of word t/64 for every ordinary token t whose bytes may come next.</summary>
    /// <param name="mask">All clear; one bit per token of the vocabulary.</param>
    /// <param name="cancellation">Ends the computation, with a mask of no use.</param>
    void FillMask(Span<ulong> mask, CancellationToken cancellation);
}
