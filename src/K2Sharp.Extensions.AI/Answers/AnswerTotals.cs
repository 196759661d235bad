namespace K2Sharp.Extensions.AI.Answers;

/// <summary>Tokens that one answer, or all answers of a request, took.</summary>
/// <param name="PromptTokens">Tokens of the prompt, counted once.</param>
/// <param name="CachedTokens">Of these, the ones in the prefix cache.</param>
/// <param name="CompletionTokens">Tokens generated.</param>
/// <param name="ReasoningTokens">Of these, the reasoning.</param>
internal readonly record struct AnswerTotals(int PromptTokens, int CachedTokens, int CompletionTokens, int ReasoningTokens);
