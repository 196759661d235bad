using K2Sharp.Inference.Sampling;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Inference.Engine;

/// <summary>A token of a chat's answer, as it is read.</summary>
/// <param name="Token">Its id.</param>
/// <param name="LogProbs">How likely it was, where that was asked for and the model was asked.</param>
/// <param name="Channel">What it belongs to, as far as the tokens before it tell.</param>
internal readonly record struct GeneratedToken(int Token, TokenLogProbs? LogProbs, AssistantChannel Channel);
