using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Kernels;
using Spectre.Console;

namespace K2Sharp.Cli.Bench;

/// <summary>A bench's report for people.</summary>
internal static class BenchTable
{
    /// <summary>A share of large pages below which it is worth to look for the reason.</summary>
    private const double MostlyLarge = 0.9;

    /// <summary>Weights of fewer bytes come to lie in the processor's caches, wherever they are in memory.</summary>
    private const long LargeWeights = 256L << 20;

    public static void Write(CliHost host, BenchReport report)
    {
        Machine machine = report.Machine;
        host.Output.WriteLine($"machine  {OneLine.From(machine.Cpu)}, {machine.Cores} cores, {SizeText.Bytes(machine.MemoryBytes)}, kernels: {string.Join(", ", machine.Kernels)}");
        host.Output.WriteLine($"model    {OneLine.From(report.Directory)}: {SizeText.Bytes(report.WeightBytes)} of weights, of which a token reads {SizeText.Bytes(report.ReadBytesPerToken)} as published; {ModelArguments.Name(report.CacheFormat)} cache");
        if (report.IncludesDiskReads)
        {
            host.Output.WriteLine($"The weights do not fit in the {SizeText.Bytes(machine.FreeMemoryBytes)} of free memory: all figures include reading the disk.");
        }

        if (report.LargePageShare is { } share && report.WeightBytes >= LargeWeights)
        {
            host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pages    {share * 100:F0} % of the mapped weights lie in large pages{(share < MostlyLarge ? "; docs/performance.md says what that costs and what can be done" : string.Empty)}"));
        }

        WriteDecoding(host, report);
        WritePrompts(host, report);
        WriteLayers(host, report);
        foreach (BenchRun run in report.Runs)
        {
            if (run.Experts is { } experts)
            {
                host.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"experts  {CpuFeatures.Name(run.Kernels)}, {run.Threads} threads: {experts.Slots} of {experts.Experts} in memory, hit rate {experts.HitRate * 100:F1} %, {Number(experts.ReadGigabytesPerSecond)} GB/s from disk while decoding, {experts.Fraction * 100:F0} % of the {Number(experts.DiskGigabytesPerSecond)} GB/s of {(experts.IsDirect ? "direct" : "ordinary")} reads alone; {experts.WaitShare * 100:F0} % of the time waiting"));
            }
        }
    }

    private static void WriteDecoding(CliHost host, BenchReport report)
    {
        Table table = Tables.Numbers(
            "Decoding (medians)", "kernels", "threads", "activations", "dense", "read per token", "tokens/s", "GB/s read", "bandwidth GB/s", "fraction");
        foreach (BenchRun run in report.Runs)
        {
            table.Row(
            [
                .. Settings(run),
                SizeText.Bytes(run.ReadBytesPerToken),
                Number(run.DecodeTokensPerSecond),
                Number(run.DecodeGigabytesPerSecond),
                Number(run.BandwidthGigabytesPerSecond),
                string.Create(CultureInfo.InvariantCulture, $"{run.Fraction * 100:F0} %"),
            ]);
        }

        Tables.Console(host).Write(table);
    }

    private static void WritePrompts(CliHost host, BenchReport report)
    {
        Table table = Tables.Numbers("Prompts (medians)", "kernels", "threads", "activations", "dense", "tokens", "tokens/s", "Gflop/s");
        foreach (BenchRun run in report.Runs)
        {
            table.Row(
            [
                .. Settings(run),
                run.PrefillTokens.ToString(CultureInfo.InvariantCulture),
                Number(run.PrefillTokensPerSecond),
                Number(run.PrefillGigaflops),
            ]);
        }

        Tables.Console(host).Write(table);
    }

    private static void WriteLayers(CliHost host, BenchReport report)
    {
        Table table = Tables.Numbers(
            "Decoding, milliseconds per layer (means)", "kernels", "threads", "activations", "dense", "attention", "dense MLP", "experts", "output head", "whole k2-thinking, tokens/s");
        foreach (BenchRun run in report.Runs)
        {
            table.Row(
            [
                .. Settings(run),
                Milliseconds(run.Layers.Attention),
                Milliseconds(run.Layers.DenseMlp),
                Milliseconds(run.Layers.Experts),
                Milliseconds(run.Layers.OutputHead),
                run.WholeModelTokensPerSecond is { } whole ? Number(whole) : "-",
            ]);
        }

        Tables.Console(host).Write(table);
    }

    /// <summary>What tells one run from another: the first four columns of every table.</summary>
    public static string[] Settings(BenchRun run) =>
        [CpuFeatures.Name(run.Kernels), run.Threads.ToString(CultureInfo.InvariantCulture), ModelArguments.Name(run.Activations), ModelArguments.Name(run.Dense)];

    private static string Milliseconds(TimeSpan time) => time > TimeSpan.Zero ? time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture) : "-";

    private static string Number(double value) => value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
