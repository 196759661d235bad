using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Rewards;

/// <summary>An episode to learn from, with what it was worth.</summary>
/// <param name="Document">The ids, the model's own as targets.</param>
/// <param name="Advantage">The reward less the mean of its group.</param>
internal sealed record RewardedDocument(TokenDocument Document, double Advantage);
