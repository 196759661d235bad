using K2Sharp.Extensions.AI.Answers;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>More of one of the texts.</summary>
/// <param name="Index">Which text.</param>
/// <param name="Text">What is new; may be empty.</param>
/// <param name="Tokens">The tokens read since the last step, where log probabilities were asked for.</param>
/// <param name="FinishReason">Why the text ended; null while it has not.</param>
internal readonly record struct TextStep(int Index, string Text, IReadOnlyList<ScoredToken> Tokens, string? FinishReason);
