namespace K2Sharp.Server.Accounting;

/// <summary>Money left, in the currency of the price table.</summary>
/// <param name="Available">What can be spent: cash and vouchers.</param>
/// <param name="Voucher">The part that was given.</param>
/// <param name="Cash">The part that was paid; negative for a debt.</param>
internal sealed record AccountBalance(decimal Available, decimal Voucher, decimal Cash);
