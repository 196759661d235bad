namespace K2Sharp.Inference.Sampling;

/// <summary>
/// Rules for the tokens of one answer: a grammar, say, or the tag that an answer must begin with. The engine reads <see cref="Forced"/> first
/// and appends what it names; only where that is empty is the model asked, after <see cref="Prepare"/> and <see cref="Apply"/>.
/// </summary>
/// <remarks>
/// <see cref="Forced"/>, <see cref="Apply"/> and <see cref="Accept"/> are called on the engine's thread. <see cref="Prepare"/> may run on another
/// one while the model's step runs, but never at the same time as the others. What a constraint throws ends its answer, not the engine.
/// </remarks>
public interface ITokenConstraint
{
    /// <summary>Tokens that must come next, in order, without asking the model; they count as output. Empty where there is a choice.</summary>
    /// <value>Valid until the next call of <see cref="Accept"/>.</value>
    ReadOnlySpan<int> Forced { get; }

    /// <summary>Computes what may come next; called once before every <see cref="Apply"/>.</summary>
    /// <param name="cancellation">Signalled when the answer is not wanted any more.</param>
    void Prepare(CancellationToken cancellation);

    /// <summary>Sets the logits of tokens that may not come to negative infinity.</summary>
    /// <param name="logits">One per token of the vocabulary.</param>
    void Apply(Span<float> logits);

    /// <summary>Told every token that joined the answer, forced or drawn. A token that ends the answer does not join it.</summary>
    /// <param name="token">The token's id.</param>
    void Accept(int token);
}
