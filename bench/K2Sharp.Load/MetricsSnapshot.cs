using System.Globalization;

namespace K2Sharp.Load;

/// <summary>What /metrics said at one moment.</summary>
/// <param name="series">Values by name and labels.</param>
internal sealed class MetricsSnapshot(IReadOnlyDictionary<string, double> series)
{
    /// <summary>Whether nothing runs, waits or holds a block.</summary>
    public bool IsIdle => Busy().All(name => this[name] == 0);

    /// <summary>The server's memory.</summary>
    public long ResidentBytes => (long)this["process_resident_memory_bytes"];

    /// <summary>A series' value; NaN when it is absent.</summary>
    public double this[string name] => series.GetValueOrDefault(name, double.NaN);

    /// <summary>Asks a server.</summary>
    public static async Task<MetricsSnapshot> ReadAsync(HttpClient http, CancellationToken cancellation)
    {
        string text = await http.GetStringAsync("/metrics", cancellation);
        return new MetricsSnapshot(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => (Line: line, Space: line.LastIndexOf(' ')))
            .ToDictionary(item => item.Line[..item.Space], item => Value(item.Line[(item.Space + 1)..]), StringComparer.Ordinal));
    }

    /// <summary>The series that must be zero when nothing is asked for.</summary>
    public static IEnumerable<string> Busy() => ["k2_http_requests_running", "k2_sequences_running", "k2_sequences_waiting", "k2_cache_blocks_used"];

    private static double Value(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
