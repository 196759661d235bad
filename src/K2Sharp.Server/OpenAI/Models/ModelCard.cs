using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Models;

/// <summary>One of the names of the model. Beside OpenAI's fields, what vLLM's and Moonshot's clients read.</summary>
internal sealed class ModelCard
{
    /// <summary>The name.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>model</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "model";

    /// <summary>When it was loaded, in seconds since 1970.</summary>
    [JsonPropertyName("created")]
    public required long Created { get; init; }

    /// <summary>Who serves it.</summary>
    [JsonPropertyName("owned_by")]
    public string OwnedBy { get; init; } = "k2sharp";

    /// <summary>The name of the checkpoint's folder.</summary>
    [JsonPropertyName("root")]
    public required string Root { get; init; }

    /// <summary>The most tokens of a prompt and its answer.</summary>
    [JsonPropertyName("context_length")]
    public required int ContextLength { get; init; }

    /// <summary>The same under vLLM's name.</summary>
    [JsonPropertyName("max_model_len")]
    public required int MaxModelLength { get; init; }

    /// <summary>True: the model thinks.</summary>
    [JsonPropertyName("supports_reasoning")]
    public bool SupportsReasoning { get; init; } = true;

    /// <summary>False: the model sees no images.</summary>
    [JsonPropertyName("supports_image_in")]
    public bool SupportsImages { get; init; }

    /// <summary>False: the model sees no videos.</summary>
    [JsonPropertyName("supports_video_in")]
    public bool SupportsVideos { get; init; }
}
