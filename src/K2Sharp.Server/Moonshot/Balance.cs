using System.Text.Json.Serialization;

namespace K2Sharp.Server.Moonshot;

/// <summary>Money left.</summary>
/// <param name="Available">What can be spent.</param>
/// <param name="Voucher">The part that was given.</param>
/// <param name="Cash">The part that was paid; negative for a debt.</param>
internal sealed record Balance(
    [property: JsonPropertyName("available_balance")] decimal Available,
    [property: JsonPropertyName("voucher_balance")] decimal Voucher,
    [property: JsonPropertyName("cash_balance")] decimal Cash);
