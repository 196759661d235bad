namespace K2Sharp.Training.Reporting;

/// <summary>What a run's log tells, by kind and in order.</summary>
internal sealed class MetricsHistory
{
    public List<StepEvent> Steps { get; } = [];

    public List<EvaluationEvent> Evaluations { get; } = [];

    public List<RolloutEvent> Rollouts { get; } = [];

    public List<PhaseEvent> Phases { get; } = [];

    public List<NoteEvent> Notes { get; } = [];

    /// <summary>Lines that could not be read, a last one that is still being written not counted.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>The last step of any event.</summary>
    public long LastStep { get; private set; }

    /// <summary>Reads the log of a run, which may still be going on.</summary>
    public static MetricsHistory Read(string runDirectory)
    {
        using var file = new FileStream(Path.Combine(runDirectory, MetricsLog.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return Parse(all.ToArray());
    }

    public static MetricsHistory Parse(ReadOnlyMemory<byte> log)
    {
        var history = new MetricsHistory();
        bool lastWasDamaged = false;
        foreach (ReadOnlyMemory<byte> line in MetricsLines.Split(log))
        {
            history.DamagedLines += lastWasDamaged ? 1 : 0;
            lastWasDamaged = false;
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            if (MetricsJson.TryParse(line.Span) is { } metricsEvent)
            {
                history.Add(metricsEvent);
            }
            else
            {
                lastWasDamaged = true;
            }
        }

        return history;
    }

    private void Add(MetricsEvent metricsEvent)
    {
        LastStep = Math.Max(LastStep, metricsEvent.Step);
        switch (metricsEvent)
        {
            case StepEvent step:
                Steps.Add(step);
                break;
            case EvaluationEvent evaluation:
                // A resumed run repeats what it did at the checkpoint's own step: the later one counts.
                Evaluations.RemoveAll(other => other.Step == evaluation.Step);
                Evaluations.Add(evaluation);
                break;
            case RolloutEvent rollout:
                Rollouts.RemoveAll(other => other.Iteration == rollout.Iteration);
                Rollouts.Add(rollout);
                break;
            case PhaseEvent phase:
                Phases.RemoveAll(other => other.Step == phase.Step && string.Equals(other.Name, phase.Name, StringComparison.Ordinal));
                Phases.Add(phase);
                break;
            case NoteEvent note:
                Notes.Add(note);
                break;
            default:
                // A kind of a later version.
                break;
        }
    }
}
