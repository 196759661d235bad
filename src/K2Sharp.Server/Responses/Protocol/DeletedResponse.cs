using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>Says that a response is gone.</summary>
/// <param name="Id">Its id.</param>
internal sealed record DeletedResponse([property: JsonPropertyName("id")] string Id)
{
    /// <summary>Always <c>response.deleted</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "response.deleted";

    /// <summary>Always true.</summary>
    [JsonPropertyName("deleted")]
    public bool Deleted { get; init; } = true;
}
