namespace K2Sharp.Server.Ledger;

/// <summary>What a key has used since it was made.</summary>
/// <param name="Requests">Requests booked.</param>
/// <param name="Tokens">Tokens of prompts and answers.</param>
/// <param name="Spent">What they cost.</param>
internal sealed record LedgerAccount(long Requests, long Tokens, decimal Spent);
