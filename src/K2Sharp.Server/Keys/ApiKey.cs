namespace K2Sharp.Server.Keys;

/// <summary>What is known of a key; the secret itself is not.</summary>
/// <param name="Id">Its public name in logs, in the ledger and for <c>revoke</c>.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">Since when it is refused; null while it is good.</param>
/// <param name="Limits">What it may use.</param>
internal sealed record ApiKey(string Id, string Name, DateTimeOffset Created, DateTimeOffset? Revoked, KeyLimits Limits);
