namespace K2Sharp.Load;

/// <summary>An answer that its client has seen to its end, with the usage that it was told.</summary>
/// <param name="Id">The header x-request-id.</param>
/// <param name="PromptTokens">usage.prompt_tokens.</param>
/// <param name="CompletionTokens">usage.completion_tokens.</param>
internal sealed record CompletedRequest(string Id, int PromptTokens, int CompletionTokens);
