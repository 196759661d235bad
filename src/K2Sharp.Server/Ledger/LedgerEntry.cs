using K2Sharp.Server.Accounting;

namespace K2Sharp.Server.Ledger;

/// <summary>One finished request, as it is kept.</summary>
/// <param name="Id">The request's id, which no other request has; also the response's header <c>x-request-id</c>.</param>
/// <param name="KeyId">Who pays.</param>
/// <param name="Endpoint">The route.</param>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="Started">When the request was admitted.</param>
/// <param name="Finished">When its last token was there.</param>
/// <param name="Status">How it ended.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Of these, the ones that were in the prefix cache.</param>
/// <param name="CompletionTokens">Tokens generated.</param>
/// <param name="ReasoningTokens">Of these, the reasoning.</param>
/// <param name="Cost">What it cost, by the prices of that moment.</param>
internal sealed record LedgerEntry(
    string Id,
    string KeyId,
    string Endpoint,
    string Model,
    DateTimeOffset Started,
    DateTimeOffset Finished,
    RequestStatus Status,
    int PromptTokens,
    int CachedTokens,
    int CompletionTokens,
    int ReasoningTokens,
    decimal Cost);
