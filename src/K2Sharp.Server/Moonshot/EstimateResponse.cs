using System.Text.Json.Serialization;

namespace K2Sharp.Server.Moonshot;

/// <summary>The answer of <c>POST /v1/tokenizers/estimate-token-count</c>.</summary>
/// <param name="Data">The count.</param>
internal sealed record EstimateResponse([property: JsonPropertyName("data")] TokenEstimate Data);
