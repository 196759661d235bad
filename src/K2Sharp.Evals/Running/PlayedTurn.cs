namespace K2Sharp.Evals.Running;

/// <summary>What one turn of the model cost.</summary>
/// <param name="InputTokens">The prompt.</param>
/// <param name="CachedTokens">Of it, what the server did not have to compute.</param>
/// <param name="OutputTokens">The reply, thinking included.</param>
/// <param name="ReasoningTokens">Of it, thinking.</param>
/// <param name="IsCut">Whether the limit of tokens cut it off.</param>
/// <param name="Seconds">From request to the last token.</param>
internal sealed record PlayedTurn(long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens, bool IsCut, double Seconds);
