using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Moonshot;

/// <summary>Everything that Moonshot's part of the API reads and writes.</summary>
[JsonSourceGenerationOptions(MaxDepth = 520, Converters = [typeof(TextConverter)])]
[JsonSerializable(typeof(EstimateRequest))]
[JsonSerializable(typeof(EstimateResponse))]
[JsonSerializable(typeof(BalanceResponse))]
internal sealed partial class MoonshotJson : JsonSerializerContext;
