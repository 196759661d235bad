using System.Collections.Concurrent;

namespace K2Sharp.Server.Metrics;

/// <summary>Counters of one name that differ in the value of their labels.</summary>
/// <param name="name">The name in Prometheus' text.</param>
/// <param name="help">What it counts.</param>
/// <param name="labels">The names of its labels.</param>
internal sealed class CounterFamily(string name, string help, params string[] labels)
{
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>The counter with these values of the labels. Values come from small sets that clients cannot extend: each is kept forever.</summary>
    public Counter With(params ReadOnlySpan<string> values) => _counters.GetOrAdd(PrometheusWriter.Labels(labels, values), _ => new Counter());

    /// <summary>Writes all of them.</summary>
    public void Write(PrometheusWriter writer)
    {
        writer.Family(name, "counter", help);
        foreach ((string text, Counter counter) in _counters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Sample(name, text, counter.Value);
        }
    }
}
