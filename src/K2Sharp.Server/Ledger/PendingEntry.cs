namespace K2Sharp.Server.Ledger;

/// <summary>An entry on its way to the disk, and who waits for it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Committed">Done when it is on the disk: true when it is new, false when its id was booked before.</param>
internal sealed record PendingEntry(LedgerEntry Entry, TaskCompletionSource<bool> Committed);
