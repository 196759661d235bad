using System.Text.Json;
using K2Sharp.Cli.Bench;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Doctor;

/// <summary>What a machine will give for a checkpoint.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Model">The model's sizes.</param>
/// <param name="Speeds">What was measured.</param>
/// <param name="DiskFreeBytes">What is free where the checkpoint is, or would be.</param>
/// <param name="IsPresent">Whether the weights are there already.</param>
internal sealed record Diagnosis(Machine Machine, ModelSummary Model, Speeds Speeds, long DiskFreeBytes, bool IsPresent)
{
    /// <summary>What the system and the engine's buffers want for themselves.</summary>
    private const long ReserveBytes = 2_000_000_000;

    private long RoutedRead => Model.Parts.Where(part => part.Part == ModelPart.RoutedExperts).Sum(part => part.ReadBytesPerToken);

    /// <summary>Tokens per second if weights were read as fast as memory allows, at an empty context.</summary>
    public double MostTokensPerSecond => Speeds.Read * 1e9 / Model.ReadBytesPerToken;

    /// <summary>Tokens per second at the speeds at which this machine multiplied weights of both formats.</summary>
    public double ExpectedTokensPerSecond => 1 / ((RoutedRead / (Speeds.Int4 * 1e9)) + ((Model.ReadBytesPerToken - RoutedRead) / (Speeds.Bf16 * 1e9)));

    /// <summary>Tokens of a prompt per second, attention between them not counted.</summary>
    public double ExpectedPromptTokensPerSecond
    {
        get
        {
            double routed = 2.0 * Model.Parts.Where(part => part.Part == ModelPart.RoutedExperts).Sum(part => part.ActiveParameters);
            double other = (2.0 * Model.ActiveParameters) - routed;
            return 1 / ((routed / (Speeds.Int4Prompt * 1e9)) + (other / (Speeds.Bf16Prompt * 1e9)));
        }
    }

    /// <summary>Whether the weights and a context of 4,096 tokens fit into memory.</summary>
    public bool Fits => CacheTokens >= 4096;

    /// <summary>Tokens of a BF16 cache that the memory beside the weights holds.</summary>
    public long CacheTokens => Math.Max(0, Machine.MemoryBytes - Model.CheckpointBytes - ReserveBytes) / Model.CacheBytesPerTokenBF16;

    /// <summary>Whether the checkpoint is there or the disk has room for it.</summary>
    public bool HasRoom => IsPresent || DiskFreeBytes >= Model.CheckpointBytes;

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("machine");
        Machine.WriteMembers(json);
        json.WriteNumber("disk_free_bytes", DiskFreeBytes);
        json.WriteEndObject();
        json.WriteStartObject("model");
        json.WriteNumber("weight_bytes", Model.CheckpointBytes);
        json.WriteNumber("read_bytes_per_token", Model.ReadBytesPerToken);
        json.WriteNumber("cache_bytes_per_token", Model.CacheBytesPerTokenBF16);
        json.WriteBoolean("present", IsPresent);
        json.WriteEndObject();
        json.WriteStartObject("measured");
        json.WriteNumber("threads", Speeds.Threads);
        json.WriteNumber("read_gb_per_second", Speeds.Read);
        json.WriteNumber("bf16_gb_per_second", Speeds.Bf16);
        json.WriteNumber("int4_gb_per_second", Speeds.Int4);
        json.WriteNumber("bf16_prompt_gflops", Speeds.Bf16Prompt);
        json.WriteNumber("int4_prompt_gflops", Speeds.Int4Prompt);
        json.WriteEndObject();
        json.WriteStartObject("forecast");
        json.WriteBoolean("fits_in_memory", Fits);
        json.WriteBoolean("fits_on_disk", HasRoom);
        json.WriteNumber("cache_tokens", CacheTokens);
        json.WriteNumber("decode_tokens_per_second_at_most", MostTokensPerSecond);
        json.WriteNumber("decode_tokens_per_second", ExpectedTokensPerSecond);
        json.WriteNumber("prefill_tokens_per_second", ExpectedPromptTokensPerSecond);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
