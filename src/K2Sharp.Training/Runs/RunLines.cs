using System.Text.Json.Serialization;
using K2Sharp.Training.Rewards;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>Source-generated JSON of files with one object per line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(RolloutBatch))]
internal sealed partial class RunLines : JsonSerializerContext;
