using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>A completion: a whole one, or a piece of a streamed one.</summary>
internal sealed class Completion
{
    /// <summary>The answer's id, the same in all pieces.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>text_completion</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "text_completion";

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("created")]
    public required long Created { get; init; }

    /// <summary>The model's name as it was asked for.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>With the same fingerprint and seed, the same request gives the same answer.</summary>
    [JsonPropertyName("system_fingerprint")]
    public required string SystemFingerprint { get; init; }

    /// <summary>The answers, or what is new in them.</summary>
    [JsonPropertyName("choices")]
    public required IReadOnlyList<CompletionChoice> Choices { get; init; }

    /// <summary>Tokens taken.</summary>
    [JsonPropertyName("usage")]
    public Usage? Usage { get; init; }
}
