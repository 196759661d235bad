using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>A turn in the conversation, with what has come back for its calls so far.</summary>
internal sealed class RunTurn(TurnTaken turn)
{
    private string? _fingerprint;

    public TurnTaken Turn => turn;

    /// <summary>One number for the calls, their arguments and their results; only of a turn that is done.</summary>
    public string Fingerprint => _fingerprint ??= LoopDetector.Fingerprint(this);

    /// <summary>Results by the call's key.</summary>
    public Dictionary<string, CallFinished> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls that were begun, by key.</summary>
    public HashSet<string> Begun { get; } = new(StringComparer.Ordinal);

    public bool IsDone => Results.Count == turn.Calls.Count;

    /// <summary>Whether no call of the turn was one that could run.</summary>
    public bool IsInvalid => turn.Calls.Count > 0 && IsDone && Results.Values.All(result => result.Outcome is CallOutcome.Invalid);
}
