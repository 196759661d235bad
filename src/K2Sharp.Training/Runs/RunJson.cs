using System.Text.Json.Serialization;

namespace K2Sharp.Training.Runs;

/// <summary>Source-generated JSON of the run's small files.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunState))]
internal sealed partial class RunJson : JsonSerializerContext;
