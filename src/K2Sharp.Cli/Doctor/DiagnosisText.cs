using System.Globalization;
using K2Sharp.Cli.Bench;
using K2Sharp.Cli.Hosting;
using Spectre.Console;

namespace K2Sharp.Cli.Doctor;

/// <summary>A diagnosis for people.</summary>
internal static class DiagnosisText
{
    /// <summary>Bytes per second of drives that people have, for what streaming experts from one gives.</summary>
    private static readonly (string Name, double GigabytesPerSecond)[] s_drives = [("one NVMe drive, 3.5 GB/s", 3.5), ("one fast NVMe drive, 7 GB/s", 7), ("two of them, 14 GB/s", 14)];

    public static void Write(CliHost host, string name, Diagnosis diagnosis)
    {
        Machine machine = diagnosis.Machine;
        Speeds speeds = diagnosis.Speeds;
        host.Output.WriteLine($"machine   {OneLine.From(machine.Cpu)}, {machine.Cores} cores, {SizeText.Bytes(machine.MemoryBytes)} of memory, kernels: {string.Join(", ", machine.Kernels)}");
        host.Output.WriteLine(Line($"measured  {speeds.Threads} threads: plain reads {Number(speeds.Read)} GB/s, BF16 weights {Number(speeds.Bf16)}, INT4 weights {Number(speeds.Int4)}; with a prompt {Number(speeds.Bf16Prompt)} and {Number(speeds.Int4Prompt)} Gflop/s"));
        host.Output.WriteLine($"model     {OneLine.From(name)}: {SizeText.Bytes(diagnosis.Model.CheckpointBytes)} of weights, {SizeText.Bytes(diagnosis.Model.ReadBytesPerToken)} read per token, {SizeText.Bytes(diagnosis.Model.CacheBytesPerTokenBF16)} of cache per token");
        host.Output.WriteLine();
        Disk(host, diagnosis);
        Memory(host, diagnosis);
        if (diagnosis.Fits)
        {
            host.Output.WriteLine(Line($"speed     about {Number(diagnosis.ExpectedTokensPerSecond)} tokens per second in one answer, {Number(diagnosis.MostTokensPerSecond)} at most by memory; prompts about {Number(diagnosis.ExpectedPromptTokensPerSecond)} tokens per second"));
            host.Output.WriteLine("          (short contexts; \"k2 bench\" measures it with the model)");
            return;
        }

        host.Output.WriteLine(Line($"speed     with enough memory at this bandwidth about {Number(diagnosis.ExpectedTokensPerSecond)} tokens per second; as it is, every token waits for experts from the disk:"));
        Streaming(host, diagnosis);
    }

    private static void Disk(CliHost host, Diagnosis diagnosis)
    {
        string need = SizeText.Bytes(diagnosis.Model.CheckpointBytes);
        host.Output.WriteLine(diagnosis switch
        {
            { IsPresent: true } => "disk      ok: the weights are there",
            { HasRoom: true } => $"disk      ok: {SizeText.Bytes(diagnosis.DiskFreeBytes)} are free here, {need} are needed",
            _ => $"disk      NOT ENOUGH: {SizeText.Bytes(diagnosis.DiskFreeBytes)} are free here, {need} are needed",
        });
    }

    private static void Memory(CliHost host, Diagnosis diagnosis)
    {
        if (diagnosis.Fits)
        {
            long tokens = Math.Min(diagnosis.CacheTokens, diagnosis.Model.ContextTokens);
            host.Output.WriteLine(Line($"memory    ok: the weights fit, and the cache of {diagnosis.CacheTokens:N0} tokens beside them (a context has up to {tokens:N0})"));
            return;
        }

        host.Output.WriteLine($"memory    NOT ENOUGH for all weights: {SizeText.Bytes(diagnosis.Machine.MemoryBytes)} of {SizeText.Bytes(diagnosis.Model.CheckpointBytes)} and a cache");
    }

    private static void Streaming(CliHost host, Diagnosis diagnosis)
    {
        var forecast = StreamingForecast.Of(diagnosis);
        if (!forecast.IsPossible)
        {
            host.Output.WriteLine($"          not possible here: what every token reads, {SizeText.Bytes(forecast.ResidentBytes)}, must stay in memory");
            return;
        }

        Table table = Tables.Numbers("Tokens per second, at most", "experts from", Line($"chosen alike ({forecast.HitRate * 100:F0} % in memory)"), "90 % in memory");
        foreach ((string name, double rate) in s_drives)
        {
            table.Row(name, Number(forecast.TokensPerSecond(rate, forecast.HitRate)), Number(forecast.TokensPerSecond(rate, Math.Max(0.9, forecast.HitRate))));
        }

        Tables.Console(host).Write(table);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
