using System.Text.Json;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Models;

/// <summary>Everything that <c>k2 model inspect</c> says, and its JSON form.</summary>
/// <param name="Config">The model's dimensions.</param>
/// <param name="Summary">Its sizes.</param>
/// <param name="Files">Its weights; null where there are none.</param>
/// <param name="Dense">Its int8 side file; null where there is none.</param>
internal sealed record Inspection(K2Config Config, ModelSummary Summary, WeightFiles? Files, DenseSideFile? Dense)
{
    /// <summary>Memory bandwidths that an expected speed is stated for, in 10^9 bytes per second: from a laptop to two server sockets.</summary>
    public static IReadOnlyList<int> Bandwidths { get; } = [25, 50, 100, 200, 400, 800];

    /// <summary>Context lengths that the memory is stated for: the usual ones and the model's own.</summary>
    public IEnumerable<int> Contexts => ((int[])[8192, 32768, 131072]).Where(length => length < Summary.ContextTokens).Append(Summary.ContextTokens);

    /// <summary>Bytes of cache for one sequence of this length; the engine's cache is bfloat16 unless told otherwise.</summary>
    public long CacheBytes(int context) => Summary.CacheBytesPerTokenBF16 * context;

    /// <summary>Bytes of weights and cache for one sequence of this length.</summary>
    public long MemoryBytes(int context) => Summary.CheckpointBytes + CacheBytes(context);

    /// <summary>The most tokens per second that a memory bandwidth allows one sequence: every token reads the active weights once.</summary>
    public double TokensPerSecond(double gigabytesPerSecond) => gigabytesPerSecond * 1e9 / Summary.ReadBytesPerToken;

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model_type", Summary.ModelType);
        WriteArchitecture(json);
        json.WriteStartObject("parameters");
        json.WriteNumber("total", Summary.TotalParameters);
        json.WriteNumber("active", Summary.ActiveParametersWithEmbedding);
        json.WriteNumber("active_without_embedding", Summary.ActiveParameters);
        json.WriteEndObject();
        WriteParts(json);
        json.WriteNumber("checkpoint_bytes", Summary.CheckpointBytes);
        json.WriteNumber("read_bytes_per_token", Summary.ReadBytesPerToken);
        json.WriteStartObject("cache");
        json.WriteNumber("values_per_token", Summary.CacheValuesPerToken);
        json.WriteNumber("bytes_per_token_float32", Summary.CacheBytesPerTokenF32);
        json.WriteNumber("bytes_per_token_bfloat16", Summary.CacheBytesPerTokenBF16);
        json.WriteEndObject();
        json.WriteStartArray("memory");
        foreach (int context in Contexts)
        {
            json.WriteStartObject();
            json.WriteNumber("context_tokens", context);
            json.WriteNumber("bytes", MemoryBytes(context));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("expected");
        foreach (int bandwidth in Bandwidths)
        {
            json.WriteStartObject();
            json.WriteNumber("bandwidth_gb_per_second", bandwidth);
            json.WriteNumber("tokens_per_second", Math.Round(TokensPerSecond(bandwidth), 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFiles(json);
        json.WritePropertyName("dense_int8");
        if (Dense is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Dense.WriteJson(json);
        }

        json.WriteEndObject();
    }

    private void WriteArchitecture(Utf8JsonWriter json)
    {
        json.WriteStartObject("architecture");
        json.WriteNumber("layers", Summary.Layers);
        json.WriteNumber("moe_layers", Summary.MoeLayers);
        json.WriteNumber("hidden_size", Config.HiddenSize);
        json.WriteNumber("intermediate_size", Config.IntermediateSize);
        json.WriteNumber("moe_intermediate_size", Config.MoeIntermediateSize);
        json.WriteNumber("routed_experts", Config.RoutedExperts);
        json.WriteNumber("experts_per_token", Config.ExpertsPerToken);
        json.WriteNumber("shared_experts", Config.SharedExperts);
        json.WriteNumber("attention_heads", Config.NumAttentionHeads);
        if (Config.QLoraRank is { } rank)
        {
            json.WriteNumber("q_lora_rank", rank);
        }
        else
        {
            json.WriteNull("q_lora_rank");
        }

        json.WriteNumber("kv_lora_rank", Config.KvLoraRank);
        json.WriteNumber("qk_nope_head_dim", Config.QkNopeHeadDim);
        json.WriteNumber("qk_rope_head_dim", Config.QkRopeHeadDim);
        json.WriteNumber("v_head_dim", Config.VHeadDim);
        json.WriteNumber("vocab_size", Config.VocabSize);
        json.WriteNumber("context_tokens", Summary.ContextTokens);
        json.WriteNumber("softmax_scale", Summary.SoftmaxScale);
        json.WriteBoolean("quantized", Config.QuantizationConfig is not null);
        json.WriteEndObject();
    }

    private void WriteParts(Utf8JsonWriter json)
    {
        json.WriteStartArray("parts");
        foreach (ModelPartSummary part in Summary.Parts)
        {
            json.WriteStartObject();
            json.WriteString("part", JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Part.ToString()));
            json.WriteNumber("parameters", part.Parameters);
            json.WriteNumber("active_parameters", part.ActiveParameters);
            json.WriteNumber("bytes", part.StoredBytes);
            json.WriteNumber("read_bytes_per_token", part.ReadBytesPerToken);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteFiles(Utf8JsonWriter json)
    {
        if (Files is null)
        {
            json.WriteNull("weights");
            return;
        }

        json.WriteStartObject("weights");
        json.WriteNumber("shards", Files.Shards);
        json.WriteNumber("tensors", Files.Tensors);
        json.WriteNumber("bytes", Files.Bytes);
        json.WriteStartObject("by_type");
        foreach ((string type, int tensors, long bytes) in Files.ByType)
        {
            json.WriteStartObject(type);
            json.WriteNumber("tensors", tensors);
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
