using System.Text.Json.Serialization;

namespace K2Sharp.Training.Reporting;

/// <summary>
/// One line of a run's metrics. A line of an unknown kind reads as this bare type, so that older reports read newer logs.
/// Members of events can be set, not only initialised: the generated reader would put null where an init-only member is absent.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(StepEvent), "step")]
[JsonDerivedType(typeof(EvaluationEvent), "evaluation")]
[JsonDerivedType(typeof(RolloutEvent), "rollout")]
[JsonDerivedType(typeof(PhaseEvent), "phase")]
[JsonDerivedType(typeof(NoteEvent), "note")]
internal record MetricsEvent
{
    /// <summary>Optimizer steps done when this happened; for a phase, before its first one. What lies beyond a checkpoint's step is cut on resume.</summary>
    [JsonPropertyOrder(-1)]
    public long Step { get; set; }
}
