namespace K2Sharp.Server.Accounting;

/// <summary>What a request took, all its answers together.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="PromptTokens">Tokens of the prompt, counted once however many answers there are.</param>
/// <param name="CachedTokens">Of these, the ones that were in the prefix cache.</param>
/// <param name="CompletionTokens">Tokens generated, reasoning included.</param>
/// <param name="ReasoningTokens">Of these, the reasoning.</param>
internal sealed record RequestOutcome(RequestStatus Status, int PromptTokens, int CachedTokens, int CompletionTokens, int ReasoningTokens);
