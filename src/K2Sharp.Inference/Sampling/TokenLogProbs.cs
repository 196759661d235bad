namespace K2Sharp.Inference.Sampling;

/// <summary>How likely a drawn token was, in the model's own distribution: before constraints, penalties and temperature.</summary>
/// <param name="LogProb">The natural logarithm of the drawn token's probability.</param>
/// <param name="Top">The most likely tokens, the likeliest first; as many as the request asked for.</param>
public sealed record TokenLogProbs(float LogProb, IReadOnlyList<TokenLogProb> Top);
