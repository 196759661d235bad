using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Engine;

/// <summary>The answer has one token more.</summary>
/// <param name="Token">Its id.</param>
/// <param name="LogProbs">How likely it was; null unless asked for, and for forced tokens, about which the model was not asked.</param>
/// <param name="IsForced">Whether a constraint left no choice.</param>
public sealed record TokenGenerated(int Token, TokenLogProbs? LogProbs = null, bool IsForced = false) : GenerationEvent;
