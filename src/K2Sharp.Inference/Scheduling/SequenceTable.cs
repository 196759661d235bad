using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Scheduling;

/// <summary>All sequences that have not ended: those that wait, and those that run, which alone hold blocks of the cache. Whoever ends is told why.</summary>
/// <param name="cache">Gets the blocks back of those that run no more.</param>
internal sealed class SequenceTable(PagedCache cache)
{
    private long _arrivals;

    public RankedSequences Waiting { get; } = new();

    public RankedSequences Running { get; } = new();

    public long Preemptions { get; private set; }

    /// <summary>A new sequence waits.</summary>
    public void Add(Sequence sequence)
    {
        sequence.Arrival = _arrivals++;
        Waiting.Insert(sequence);
    }

    /// <summary>A waiting sequence runs from now on.</summary>
    public void Start(Sequence sequence)
    {
        Waiting.Remove(sequence);
        Running.Insert(sequence);
    }

    /// <summary>A running sequence gives its place away and waits with all it has said.</summary>
    public void Preempt(Sequence sequence)
    {
        Preemptions++;
        Leave(sequence);
        sequence.Computed = 0;
        sequence.WasPreempted = true;
        Waiting.Insert(sequence);
    }

    /// <summary>Ends whoever was cancelled or is past the deadline.</summary>
    /// <param name="now">A timestamp of the clock that deadlines are of.</param>
    public void EndWhatIsOver(long now)
    {
        for (int i = Waiting.Count - 1; i >= 0; i--)
        {
            Sequence sequence = Waiting[i];
            if (EndOf(sequence, now) is { } end)
            {
                Waiting.Remove(sequence);
                Tell(sequence, end, null);
            }
        }

        for (int i = Running.Count - 1; i >= 0; i--)
        {
            if (EndOf(Running[i], now) is { } end)
            {
                End(Running[i], end, null);
            }
        }
    }

    /// <summary>A running sequence has ended.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="end">Why.</param>
    /// <param name="stopToken">The token that ended it.</param>
    public void End(Sequence sequence, SequenceEnd end, int? stopToken)
    {
        Leave(sequence);
        Tell(sequence, end, stopToken);
    }

    /// <summary>A running sequence is broken.</summary>
    public void Fail(Sequence sequence, Exception failure)
    {
        Leave(sequence);
        sequence.Sink.OnFailed(failure);
    }

    /// <summary>A waiting sequence is broken.</summary>
    public void FailWaiting(Sequence sequence, Exception failure)
    {
        Waiting.Remove(sequence);
        sequence.Sink.OnFailed(failure);
    }

    /// <summary>Ends all sequences with an exception.</summary>
    public void FailAll(Exception failure)
    {
        while (Running.Count > 0)
        {
            Fail(Running.Lowest, failure);
        }

        while (Waiting.Count > 0)
        {
            FailWaiting(Waiting.Highest, failure);
        }
    }

    private static SequenceEnd? EndOf(Sequence sequence, long now)
        => sequence.Cancellation.IsCancellationRequested ? SequenceEnd.Cancelled : now >= sequence.Deadline ? SequenceEnd.Timeout : null;

    private static void Tell(Sequence sequence, SequenceEnd end, int? stopToken)
        => sequence.Sink.OnFinished(end, stopToken, sequence.Cached, sequence.Generated - sequence.Held);

    private void Leave(Sequence sequence)
    {
        Running.Remove(sequence);
        cache.Close(sequence.Blocks, sequence.CacheSalt, sequence.ComputedTokens);
    }
}
