using System.Text.Json.Serialization;

namespace K2Sharp.Server.Moonshot;

/// <summary>The answer of <c>GET /v1/users/me/balance</c>.</summary>
/// <param name="Data">The balance.</param>
internal sealed record BalanceResponse([property: JsonPropertyName("data")] Balance Data)
{
    /// <summary>Always 0.</summary>
    [JsonPropertyName("code")]
    public int Code { get; init; }

    /// <summary>Always 0x0.</summary>
    [JsonPropertyName("scode")]
    public string SCode { get; init; } = "0x0";

    /// <summary>Always true.</summary>
    [JsonPropertyName("status")]
    public bool Status { get; init; } = true;
}
