using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>Why a response is not whole.</summary>
/// <param name="Reason">Always <c>max_output_tokens</c>: the answer was cut at its bound, at the context's or at its deadline.</param>
internal sealed record IncompleteDetails([property: JsonPropertyName("reason")] string Reason)
{
    public static IncompleteDetails MaxOutputTokens { get; } = new("max_output_tokens");
}
