using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Training.Reporting;

/// <summary>The JSON of a run's folder. A diverged run writes "NaN", which must not end it; unknown members are skipped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MetricsEvent))]
[JsonSerializable(typeof(RunFacts))]
[JsonSerializable(typeof(EvaluationTable))]
internal sealed partial class MetricsJson : JsonSerializerContext
{
    /// <summary>Reads a line; null for a damaged one.</summary>
    public static MetricsEvent? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.MetricsEvent);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            // What a discriminator that is no text causes.
            return null;
        }
    }
}
