namespace K2Sharp.Training.Evaluation;

/// <summary>Adds up the episodes of a family, in the order of their tasks.</summary>
internal sealed class FamilyTally(string family)
{
    private const int MostReasons = 3;
    private readonly SortedDictionary<int, Accuracy> _byHops = [];
    private readonly Dictionary<string, FailureReason> _failures = new(StringComparer.Ordinal);
    private Accuracy _accuracy;
    private long _tokens;
    private double _seconds;

    public void Add(int index, EpisodeOutcome outcome)
    {
        _accuracy = _accuracy.Plus(outcome.Verdict.Passed);
        _byHops[outcome.Hops] = _byHops.GetValueOrDefault(outcome.Hops).Plus(outcome.Verdict.Passed);
        _tokens += outcome.Tokens;
        _seconds += outcome.Seconds;
        if (!outcome.Verdict.Passed)
        {
            string why = TranscriptText.Generalize(outcome.Verdict.Why);
            _failures[why] = _failures.TryGetValue(why, out FailureReason? known)
                ? known with { Count = known.Count + 1 }
                : new FailureReason(why, 1, outcome.Example(index));
        }
    }

    public FamilyResult Result() => new(
        family,
        _accuracy,
        [.. _byHops.Select(pair => new HopAccuracy(pair.Key, pair.Value))],
        [.. _failures.Values.OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Why, StringComparer.Ordinal).Take(MostReasons)],
        _accuracy.Count == 0 ? 0 : (double)_tokens / _accuracy.Count,
        _seconds);
}
