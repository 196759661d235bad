namespace K2Sharp.Inference.Sampling;

/// <summary>A token and how likely the model held it.</summary>
/// <param name="Token">The token's id.</param>
/// <param name="LogProb">The natural logarithm of its probability.</param>
public readonly record struct TokenLogProb(int Token, float LogProb);
