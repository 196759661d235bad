using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>The body of <c>POST /v1/completions</c>: a prompt that no template touches.</summary>
internal sealed class CompletionRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>A text or token ids, or an array of either. Marker spellings in text stay text; ids are taken as they are.</summary>
    [JsonPropertyName("prompt")]
    public PromptList? Prompt { get; init; }

    /// <summary>0 always takes the likeliest token.</summary>
    [JsonPropertyName("temperature")]
    public float? Temperature { get; init; }

    /// <summary>Keeps the likeliest tokens that together reach this probability.</summary>
    [JsonPropertyName("top_p")]
    public float? TopP { get; init; }

    /// <summary>Keeps this many of the likeliest tokens.</summary>
    [JsonPropertyName("top_k")]
    public int? TopK { get; init; }

    /// <summary>Keeps tokens at least this likely, relative to the likeliest.</summary>
    [JsonPropertyName("min_p")]
    public float? MinP { get; init; }

    /// <summary>Divides the logits of tokens that the prompt or the answer holds.</summary>
    [JsonPropertyName("repetition_penalty")]
    public float? RepetitionPenalty { get; init; }

    /// <summary>Subtracted once from tokens that the answer holds.</summary>
    [JsonPropertyName("presence_penalty")]
    public float? PresencePenalty { get; init; }

    /// <summary>Subtracted from tokens for each time that the answer holds them.</summary>
    [JsonPropertyName("frequency_penalty")]
    public float? FrequencyPenalty { get; init; }

    /// <summary>Added to the logits of token ids.</summary>
    [JsonPropertyName("logit_bias")]
    public Dictionary<string, float>? LogitBias { get; init; }

    /// <summary>The same seed gives the same answer.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>How many answers for each prompt.</summary>
    [JsonPropertyName("n")]
    public int? N { get; init; }

    /// <summary>Only the same number as <see cref="N"/> is taken.</summary>
    [JsonPropertyName("best_of")]
    public int? BestOf { get; init; }

    /// <summary>Texts that end the answer.</summary>
    [JsonPropertyName("stop")]
    public StringList? Stop { get; init; }

    /// <summary>The most tokens of an answer.</summary>
    [JsonPropertyName("max_tokens")]
    public int? MaxTokens { get; init; }

    /// <summary>How many alternatives to report beside every token.</summary>
    [JsonPropertyName("logprobs")]
    public int? LogProbs { get; init; }

    /// <summary>Whether the answer begins with the prompt.</summary>
    [JsonPropertyName("echo")]
    public bool? Echo { get; init; }

    /// <summary>What is to follow the answer; the model cannot do that, so it is refused.</summary>
    [JsonPropertyName("suffix")]
    public JsonElement Suffix { get; init; }

    /// <summary>Whether to send the answer as it comes.</summary>
    [JsonPropertyName("stream")]
    public bool? Stream { get; init; }

    /// <summary>What a stream tells beside the answer.</summary>
    [JsonPropertyName("stream_options")]
    public StreamOptions? StreamOptions { get; init; }
}
