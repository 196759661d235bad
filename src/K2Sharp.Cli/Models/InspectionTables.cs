using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;
using Spectre.Console;

namespace K2Sharp.Cli.Models;

/// <summary>The tables of <c>k2 model inspect</c>.</summary>
internal sealed class InspectionTables(CliHost host, Inspection inspection)
{
    private readonly IAnsiConsole _console = Tables.Console(host);
    private readonly ModelSummary _summary = inspection.Summary;

    public void Write()
    {
        _console.Write(Architecture());
        _console.Write(Parts());
        _console.Write(Memory());
        _console.Write(Speed());
        host.Output.WriteLine(
            $"{SizeText.Count(_summary.TotalParameters)} parameters, of which a token visits {SizeText.Count(_summary.ActiveParametersWithEmbedding, 3)} active ones "
            + $"({SizeText.Count(_summary.ActiveParameters, 3)} without the embedding).");
        host.Output.WriteLine(inspection.Files is { } files
            ? $"Weights found: {files.Tensors} tensors, {SizeText.Bytes(files.Bytes)} in {files.Shards} {(files.Shards == 1 ? "file" : "files")} ({string.Join(", ", files.ByType.Select(type => $"{type.Tensors} {type.Type}"))})."
            : "No weights were looked at: these figures come from the config alone.");
        if (inspection.Dense is { } dense)
        {
            host.Output.WriteLine(dense.Line());
        }
    }

    /// <summary>A part in words.</summary>
    public static string Name(ModelPart part) => part switch
    {
        ModelPart.Embedding => "embedding",
        ModelPart.Attention => "attention",
        ModelPart.DenseMlp => "dense MLP",
        ModelPart.RoutedExperts => "routed experts",
        ModelPart.SharedExperts => "shared experts",
        ModelPart.Router => "router",
        ModelPart.Norms => "norms",
        ModelPart.OutputHead => "output head",
        _ => part.ToString(),
    };

    private Table Architecture()
    {
        K2Config config = inspection.Config;
        Table table = Tables.Numbers("Architecture", "property", "value");
        table.Row("model type", _summary.ModelType);
        table.Row("layers", $"{_summary.Layers} ({_summary.MoeLayers} with experts)");
        table.Row("hidden size", Text(config.HiddenSize));
        table.Row("attention heads", Text(config.NumAttentionHeads));
        table.Row("query latent", config.QLoraRank is { } rank ? Text(rank) : "none");
        table.Row("key-value latent + rotary key", $"{config.KvLoraRank} + {config.QkRopeHeadDim}");
        table.Row("head: no position, rotary, value", $"{config.QkNopeHeadDim}, {config.QkRopeHeadDim}, {config.VHeadDim}");
        table.Row("dense MLP width", Text(config.IntermediateSize));
        table.Row("routed experts", $"{config.RoutedExperts}, {config.ExpertsPerToken} per token");
        table.Row("shared experts", Text(config.SharedExperts));
        table.Row("expert width", Text(config.MoeIntermediateSize));
        table.Row("vocabulary", Text(config.VocabSize));
        table.Row("context", $"{_summary.ContextTokens} tokens");
        table.Row("position scaling", config.YarnScaling is { } yarn ? string.Create(CultureInfo.InvariantCulture, $"YaRN {yarn.Factor:0.##} x {yarn.OriginalMaxPositionEmbeddings}") : "none");
        table.Row("expert weights", config.QuantizationConfig is null ? "bfloat16" : $"INT4, groups of {QuantizationConfig.GroupSize}");
        return table;
    }

    private Table Parts()
    {
        Table table = Tables.Numbers("Size", "part", "parameters", "active", "stored", "read per token");
        foreach (ModelPartSummary part in _summary.Parts.Where(part => part.Parameters > 0 || part.ReadBytesPerToken > 0))
        {
            table.Row(Name(part.Part), SizeText.Count(part.Parameters), SizeText.Count(part.ActiveParameters), SizeText.Bytes(part.StoredBytes), SizeText.Bytes(part.ReadBytesPerToken));
        }

        table.AddEmptyRow();
        table.Row(
            "all",
            SizeText.Count(_summary.TotalParameters),
            SizeText.Count(_summary.ActiveParametersWithEmbedding),
            SizeText.Bytes(_summary.CheckpointBytes),
            SizeText.Bytes(_summary.ReadBytesPerToken));
        return table;
    }

    private Table Memory()
    {
        Table table = Tables.Numbers(
            $"Memory needed (the cache takes {SizeText.Bytes(_summary.CacheBytesPerTokenBF16)} per token, float32 twice that)", "context", "weights", "cache", "together");
        foreach (int context in inspection.Contexts)
        {
            table.Row($"{context} tokens", SizeText.Bytes(_summary.CheckpointBytes), SizeText.Bytes(inspection.CacheBytes(context)), SizeText.Bytes(inspection.MemoryBytes(context)));
        }

        return table;
    }

    private Table Speed()
    {
        Table table = Tables.Numbers("At most, for one sequence", "memory bandwidth", "tokens/s");
        foreach (int bandwidth in Inspection.Bandwidths)
        {
            table.Row($"{bandwidth} GB/s", inspection.TokensPerSecond(bandwidth).ToString(inspection.TokensPerSecond(bandwidth) < 100 ? "F1" : "F0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
