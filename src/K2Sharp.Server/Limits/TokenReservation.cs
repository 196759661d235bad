namespace K2Sharp.Server.Limits;

/// <summary>What a running request holds of its key's limits.</summary>
/// <param name="Tokens">Tokens of its prompt and its answers.</param>
/// <param name="Money">What these may cost at most.</param>
/// <param name="MaxTokens">The most tokens of each answer.</param>
internal readonly record struct TokenReservation(long Tokens, decimal Money, int MaxTokens);
