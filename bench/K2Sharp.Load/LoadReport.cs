using System.Text.Encodings.Web;
using System.Text.Json;

namespace K2Sharp.Load;

/// <summary>What came of a run.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Counts">What clients saw.</param>
/// <param name="BookedOnce">Completed answers that are in the ledger once, as their clients were told.</param>
/// <param name="Before">The server after the warm-up.</param>
/// <param name="After">The server when all clients had left.</param>
internal sealed record LoadReport(LoadOptions Options, LoadCounts Counts, int BookedOnce, MetricsSnapshot Before, MetricsSnapshot After)
{
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What must not be; empty after a good run.</summary>
    public IReadOnlyCollection<string> Problems => Counts.Problems;

    /// <summary>The report as JSON.</summary>
    public string ToJson()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, s_json))
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", Options.Time.TotalSeconds);
            json.WriteNumber("connections", Options.Connections);
            json.WriteNumber("seed", Options.Seed);
            json.WriteStartObject("counts");
            foreach ((string name, int count) in Counts.Numbers.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(name, count);
            }

            json.WriteEndObject();
            json.WriteNumber("completed", Counts.Completed.Count);
            json.WriteNumber("booked_once", BookedOnce);
            Write(json, "before", Before);
            Write(json, "after", After);
            json.WriteStartArray("problems");
            foreach (string problem in Problems)
            {
                json.WriteStringValue(problem);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, MetricsSnapshot snapshot)
    {
        json.WriteStartObject(name);
        foreach (string series in (string[])[.. MetricsSnapshot.Busy(), "k2_cache_blocks_cached", "process_resident_memory_bytes", "dotnet_gc_heap_bytes", "dotnet_threads"])
        {
            json.WriteNumber(series, double.IsNaN(snapshot[series]) ? -1 : snapshot[series]);
        }

        json.WriteEndObject();
    }
}
