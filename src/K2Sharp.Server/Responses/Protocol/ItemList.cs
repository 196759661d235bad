using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>A page of a response's input.</summary>
/// <param name="Data">The items.</param>
/// <param name="FirstId">The id of the first; null for none.</param>
/// <param name="LastId">The id of the last, for the next page's <c>after</c>; null for none.</param>
/// <param name="HasMore">Whether there is a next page.</param>
internal sealed record ItemList(
    [property: JsonPropertyName("data")] IReadOnlyList<JsonElement> Data,
    [property: JsonPropertyName("first_id"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FirstId,
    [property: JsonPropertyName("last_id"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LastId,
    [property: JsonPropertyName("has_more")] bool HasMore)
{
    /// <summary>Always <c>list</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "list";
}
