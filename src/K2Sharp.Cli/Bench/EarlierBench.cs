using System.Globalization;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using Spectre.Console;

namespace K2Sharp.Cli.Bench;

/// <summary>The JSON of an earlier bench, to compare with. Machines drift: the share of the bandwidth says more than tokens per second.</summary>
/// <param name="Path">The file.</param>
/// <param name="ReadBytesPerToken">Bytes of weights that its model reads per token.</param>
/// <param name="Cache">The name of its cache's format.</param>
/// <param name="Runs">Its figures by <see cref="Key"/>.</param>
internal sealed record EarlierBench(string Path, long ReadBytesPerToken, string Cache, IReadOnlyDictionary<string, (double Decode, double Fraction, double Prefill)> Runs)
{
    /// <exception cref="UsageException">The file is missing or is not what <c>k2 bench --json</c> prints.</exception>
    public static EarlierBench Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var runs = new Dictionary<string, (double, double, double)>(StringComparer.Ordinal);
            foreach (JsonElement run in json.RootElement.GetProperty("runs").EnumerateArray())
            {
                JsonElement decode = run.GetProperty("decode");
                string key = Key(run.GetProperty("kernels").GetString()!, run.GetProperty("threads").GetInt32(), run.GetProperty("activations").GetString()!, Dense(run));
                runs[key] = (decode.GetProperty("tokens_per_second").GetDouble(), decode.GetProperty("fraction").GetDouble(), run.GetProperty("prefill").GetProperty("tokens_per_second").GetDouble());
            }

            JsonElement model = json.RootElement.GetProperty("model");
            return new EarlierBench(path, model.GetProperty("read_bytes_per_token").GetInt64(), CacheOf(model), runs);
        }
        catch (IOException exception)
        {
            throw new UsageException($"--compare {path} cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"--compare {path} is not what \"k2 bench --json\" prints: {OneLine.From(exception.Message)}", exception);
        }
    }

    /// <summary>What makes two runs comparable.</summary>
    private static string Key(string kernels, int threads, string activations, string dense) => string.Create(CultureInfo.InvariantCulture, $"{kernels} {threads} {activations} {dense}");

    private static string Key(BenchRun run) => Key(CpuFeatures.Name(run.Kernels), run.Threads, ModelArguments.Name(run.Activations), ModelArguments.Name(run.Dense));

    /// <summary>Files from before there was a choice are of weights as published.</summary>
    private static string Dense(JsonElement run) => run.TryGetProperty("dense", out JsonElement dense) ? dense.GetString()! : ModelArguments.Name(DenseWeights.BFloat16);

    /// <summary>Files from before there was a choice are of a float32 cache.</summary>
    private static string CacheOf(JsonElement model) => model.TryGetProperty("cache_format", out JsonElement format) ? format.GetString()! : ModelArguments.Name(CacheFormat.Float32);

    /// <summary>A table of ratios, now divided by then.</summary>
    public void Write(CliHost host, BenchReport report)
    {
        if (report.ReadBytesPerToken != ReadBytesPerToken)
        {
            host.Output.WriteLine($"{OneLine.From(Path)} is of a model that reads {SizeText.Bytes(ReadBytesPerToken)} per token: ratios of tokens per second mean nothing");
        }

        if (Cache != ModelArguments.Name(report.CacheFormat))
        {
            host.Output.WriteLine($"{OneLine.From(Path)} is of a {OneLine.From(Cache)} cache: ratios of long contexts compare the formats too");
        }

        Table table = Tables.Numbers($"Now divided by {OneLine.From(Path)}", "kernels", "threads", "activations", "dense", "decode tokens/s", "fraction of bandwidth", "prefill tokens/s");
        foreach (BenchRun run in report.Runs)
        {
            if (Runs.TryGetValue(Key(run), out (double Decode, double Fraction, double Prefill) then))
            {
                table.Row([.. BenchTable.Settings(run), Ratio(run.DecodeTokensPerSecond, then.Decode), Ratio(run.Fraction, then.Fraction), Ratio(run.PrefillTokensPerSecond, then.Prefill)]);
            }
        }

        if (table.Rows.Count == 0)
        {
            host.Output.WriteLine($"{OneLine.From(Path)} has no run with the same kernels, threads, activations and dense weights");
            return;
        }

        Tables.Console(host).Write(table);
    }

    private static string Ratio(double now, double then) => then > 0 ? (now / then).ToString("F2", CultureInfo.InvariantCulture) : "-";
}
