using K2Sharp.Training.Reporting;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>The sources of the kinds of phases.</summary>
internal sealed class PhaseSources(Recipe recipe, EpisodeEncoder encoder) : IPhaseSources
{
    public IStepSource Open(Phase phase, int start, long step, long beyond, Trainer trainer, BatchMaker batches, MetricsLog log)
    {
        switch (phase.Kind)
        {
            case PhaseKind.Teachers:
                var teachers = new TeacherDocuments(phase.Suite, encoder);
                return new DocumentSteps(at => batches.Make(teachers, phase, at, recipe.Parts), step, beyond);
            default:
                throw new NotSupportedException($"phases of kind {phase.Kind} are not there yet");
        }
    }
}
