namespace K2Sharp.Server.Limits;

/// <summary>A key's money: what the ledger says was spent, and what running requests may yet spend. Its owner locks.</summary>
/// <param name="credit">The money given.</param>
/// <param name="spent">What was spent of it before.</param>
internal sealed class CreditQuota(decimal credit, decimal spent)
{
    private decimal _spent = spent;
    private decimal _reserved;

    /// <summary>The money given.</summary>
    public decimal Credit => credit;

    /// <summary>What is neither spent nor reserved; below zero when prices were raised in between.</summary>
    public decimal Remaining => credit - _spent - _reserved;

    /// <summary>Reserves money; the caller has looked at <see cref="Remaining"/>.</summary>
    public void Reserve(decimal amount) => _reserved += amount;

    /// <summary>Gives a reservation back and counts what was spent of it.</summary>
    public void Settle(decimal reserved, decimal spent)
    {
        _reserved -= reserved;
        _spent += spent;
    }
}
