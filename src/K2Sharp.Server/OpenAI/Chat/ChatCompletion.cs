using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>A whole answer.</summary>
internal sealed class ChatCompletion
{
    /// <summary>The answer's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>chat.completion</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "chat.completion";

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("created")]
    public required long Created { get; init; }

    /// <summary>The model's name as it was asked for.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>With the same fingerprint and seed, the same request gives the same answer.</summary>
    [JsonPropertyName("system_fingerprint")]
    public required string SystemFingerprint { get; init; }

    /// <summary>The answers.</summary>
    [JsonPropertyName("choices")]
    public required IReadOnlyList<ChatChoice> Choices { get; init; }

    /// <summary>Tokens taken.</summary>
    [JsonPropertyName("usage")]
    public Usage? Usage { get; init; }
}
