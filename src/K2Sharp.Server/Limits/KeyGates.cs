using System.Collections.Concurrent;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Limits;

/// <summary>The gates of all keys that have come. What a key used within the last day before the start comes from the ledger.</summary>
internal sealed class KeyGates : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<KeyGate>> _gates = new(StringComparer.Ordinal);
    private readonly LimitOptions _options;
    private readonly LedgerDatabase _ledger;
    private readonly TimeProvider _time;
    private readonly LimitClock _clock;

    public KeyGates(IOptions<LimitOptions> options, LedgerDatabase ledger, TimeProvider time)
    {
        _options = options.Value;
        _ledger = ledger;
        _time = time;
        _clock = new LimitClock(time);
    }

    /// <summary>The gate of a key.</summary>
    public KeyGate Of(Caller caller) => _gates.GetOrAdd(caller.Id, _ => new Lazy<KeyGate>(() => Open(caller))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<KeyGate> gate in _gates.Values.Where(gate => gate.IsValueCreated))
        {
            gate.Value.Dispose();
        }
    }

    private KeyGate Open(Caller caller)
    {
        var gate = new KeyGate(caller.Name, caller.Limits, _ledger.Account(caller.Id).Spent, _options.DefaultMaxTokens, _clock);
        DateTimeOffset now = _time.GetUtcNow();
        foreach ((DateTimeOffset finished, long tokens) in _ledger.TokensSince(caller.Id, now.AddDays(-1)))
        {
            gate.Restore(tokens, now - finished);
        }

        return gate;
    }
}
