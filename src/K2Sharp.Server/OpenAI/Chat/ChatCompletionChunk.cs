using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>A piece of a streamed answer.</summary>
internal sealed class ChatCompletionChunk
{
    /// <summary>The answer's id, the same in all pieces.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>chat.completion.chunk</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "chat.completion.chunk";

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("created")]
    public required long Created { get; init; }

    /// <summary>The model's name as it was asked for.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>With the same fingerprint and seed, the same request gives the same answer.</summary>
    [JsonPropertyName("system_fingerprint")]
    public required string SystemFingerprint { get; init; }

    /// <summary>What is new; empty in the piece that holds the usage.</summary>
    [JsonPropertyName("choices")]
    public required IReadOnlyList<ChunkChoice> Choices { get; init; }

    /// <summary>Tokens taken; in the last piece, where it was asked for.</summary>
    [JsonPropertyName("usage")]
    public Usage? Usage { get; init; }
}
