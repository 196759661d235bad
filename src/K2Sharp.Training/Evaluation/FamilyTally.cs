using System.Globalization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>Adds up the episodes of a family, in the order of their tasks.</summary>
internal sealed class FamilyTally(string family)
{
    private const int MostReasons = 3;
    private readonly SortedDictionary<int, Accuracy> _byHops = [];
    private readonly Dictionary<string, FailureReason> _failures = new(StringComparer.Ordinal);
    private Accuracy _accuracy;
    private long _tokens;
    private TimeSpan _elapsed;

    public void Add(int index, PlayedEpisode played, Verdict verdict)
    {
        int hops = played.Episode.Task.Hops;
        _accuracy = _accuracy.Plus(verdict.Passed);
        _byHops[hops] = _byHops.GetValueOrDefault(hops).Plus(verdict.Passed);
        _tokens += played.Episode.GeneratedTokens;
        _elapsed += played.Elapsed;
        if (!verdict.Passed)
        {
            string why = TranscriptText.Generalize(verdict.Why);
            _failures[why] = _failures.TryGetValue(why, out FailureReason? known)
                ? known with { Count = known.Count + 1 }
                : new FailureReason(why, 1, string.Create(CultureInfo.InvariantCulture, $"task {index}: {verdict.Why}\n{TranscriptText.End(played.Episode.Messages)}"));
        }
    }

    public FamilyResult Result() => new(
        family,
        _accuracy,
        [.. _byHops.Select(pair => new HopAccuracy(pair.Key, pair.Value))],
        [.. _failures.Values.OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Why, StringComparer.Ordinal).Take(MostReasons)],
        _accuracy.Count == 0 ? 0 : (double)_tokens / _accuracy.Count,
        _elapsed.TotalSeconds);
}
