using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Bench;

/// <summary>All that a bench found out, and its JSON form.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Directory">The model.</param>
/// <param name="WeightBytes">Bytes of its weights, those of the int8 side file included where some run reads it.</param>
/// <param name="ReadBytesPerToken">Bytes of weights that decoding one token reads, all of them as published.</param>
/// <param name="CacheFormat">How the cache kept its values.</param>
/// <param name="Runs">The runs.</param>
internal sealed record BenchReport(Machine Machine, string Directory, long WeightBytes, long ReadBytesPerToken, CacheFormat CacheFormat, IReadOnlyList<BenchRun> Runs)
{
    /// <summary>Whether the weights do not fit in free memory, so that every figure includes reading the disk.</summary>
    public bool IncludesDiskReads => WeightBytes > Machine.FreeMemoryBytes;

    /// <summary>The share of the mapped weights that lies in large pages; null where the system does not tell.</summary>
    public double? LargePageShare { get; init; }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("machine");
        Machine.WriteMembers(json);
        json.WriteEndObject();
        json.WriteStartObject("model");
        json.WriteString("directory", Directory);
        json.WriteNumber("weight_bytes", WeightBytes);
        json.WriteNumber("read_bytes_per_token", ReadBytesPerToken);
        json.WriteBoolean("includes_disk_reads", IncludesDiskReads);
        json.WriteString("cache_format", ModelArguments.Name(CacheFormat));
        if (LargePageShare is { } share)
        {
            json.WriteNumber("large_page_share", share);
        }

        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (BenchRun run in Runs)
        {
            Write(json, run);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BenchRun run)
    {
        json.WriteStartObject();
        json.WriteString("kernels", CpuFeatures.Name(run.Kernels));
        json.WriteNumber("threads", run.Threads);
        json.WriteString("activations", ModelArguments.Name(run.Activations));
        json.WriteString("dense", ModelArguments.Name(run.Dense));
        json.WriteNumber("read_bytes_per_token", run.ReadBytesPerToken);
        json.WriteStartObject("decode");
        json.WriteNumber("tokens_per_second", run.DecodeTokensPerSecond);
        json.WriteNumber("gb_per_second", run.DecodeGigabytesPerSecond);
        json.WriteNumber("bandwidth_gb_per_second", run.BandwidthGigabytesPerSecond);
        json.WriteNumber("fraction", run.Fraction);
        json.WriteEndObject();
        json.WriteStartObject("prefill");
        json.WriteNumber("tokens", run.PrefillTokens);
        json.WriteNumber("tokens_per_second", run.PrefillTokensPerSecond);
        json.WriteNumber("gflops", run.PrefillGigaflops);
        json.WriteEndObject();
        run.Layers.WriteJson(json);
        if (run.WholeModelTokensPerSecond is { } whole)
        {
            json.WriteNumber("whole_model_tokens_per_second", whole);
        }

        run.Experts?.WriteJson(json);
        json.WriteEndObject();
    }
}
