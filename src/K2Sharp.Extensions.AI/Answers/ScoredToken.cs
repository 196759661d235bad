using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Answers;

/// <summary>A token with what the model thought of it and of its rivals.</summary>
/// <param name="Token">The token's id.</param>
/// <param name="LogProbs">Its log probability and those of the likeliest tokens in its place.</param>
internal readonly record struct ScoredToken(int Token, TokenLogProbs LogProbs);
