namespace K2Sharp.Server.Accounting;

/// <summary>What a request will take at most, known before it runs.</summary>
/// <param name="Endpoint">The route, such as <c>/v1/chat/completions</c>.</param>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="PromptTokens">Tokens of the prompt; those of all prompts together where there are several.</param>
/// <param name="MaxCompletionTokens">The most tokens that each answer may have: what the client asks for, and no more than the context holds.</param>
/// <param name="Choices">How many answers are generated.</param>
/// <param name="IsStream">Whether the client reads the answer as it comes.</param>
/// <param name="IsMaxGiven">Whether the client itself bounds the answer.</param>
internal sealed record RequestEstimate(
    string Endpoint, string Model, int PromptTokens, int MaxCompletionTokens, int Choices, bool IsStream, bool IsMaxGiven);
