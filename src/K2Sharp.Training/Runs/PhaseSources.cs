using K2Sharp.Training.Export;
using K2Sharp.Training.Model;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Rewards;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>The sources of the kinds of phases.</summary>
internal sealed class PhaseSources(Recipe recipe, RunFolder folder, EpisodeEncoder encoder) : IPhaseSources
{
    private const int CountedEpisodes = 6000;

    private readonly Lazy<LetterPieces?> _pieces = new(() => LetterPieces.Find(encoder, recipe.Phases[0].Suite, recipe.Seed, CountedEpisodes));

    public IStepSource Open(Phase phase, int start, long step, long beyond, Trainer trainer, BatchMaker batches, MetricsLog log, CancellationToken cancellationToken)
    {
        var teachers = new TeacherDocuments(phase.Suite, encoder, _pieces.Value);
        switch (phase.Kind)
        {
            case PhaseKind.Teachers:
                return new DocumentSteps(Taught(phase, teachers, batches), step, beyond);
            case PhaseKind.OwnEpisodes:
                var mixed = new MixedDocuments(Own(phase, start, trainer, log, cancellationToken), teachers, phase.OwnShare);
                return new DocumentSteps(at => batches.Make(mixed, phase.TokensPerStep, phase.JumpShare, at, recipe.Parts, phase.PromptShare), step, beyond);
            case PhaseKind.Reinforcement:
                var collector = new RolloutCollector(phase.Suite, encoder, recipe.Reinforcement, recipe.Seed + (ulong)start);
                return new ReinforcementSteps(phase, start, trainer, collector, batches, folder, recipe.Reinforcement, recipe.Parts, log);
            default:
                throw new ArgumentOutOfRangeException(nameof(phase), phase.Kind, "unknown kind of phase");
        }
    }

    private Func<long, RaggedBatch[]> Taught(Phase phase, TeacherDocuments teachers, BatchMaker batches)
    {
        (Excursion Excursion, TeacherDocuments Documents)[] excursions = [.. phase.Excursions.Select(item => (item, new TeacherDocuments(item.Suite, encoder, _pieces.Value)))];
        return at =>
        {
            foreach ((Excursion excursion, TeacherDocuments documents) in excursions)
            {
                if (at % excursion.Every == 0)
                {
                    return batches.Make(documents, excursion.TokensPerStep, phase.JumpShare, at, recipe.Parts, phase.PromptShare);
                }
            }

            return batches.Make(teachers, phase.TokensPerStep, phase.JumpShare, at, recipe.Parts, phase.PromptShare);
        };
    }

    /// <summary>The model's own passing episodes, sampled when the phase begins for the first time.</summary>
    private List<TokenDocument> Own(Phase phase, int start, Trainer trainer, MetricsLog log, CancellationToken cancellationToken)
    {
        string path = folder.Episodes(phase.Name);
        if (!File.Exists(path))
        {
            CheckpointExporter.Write(trainer.Network.Config, NetworkWeights.Of(trainer.Network), folder.Tokenizer, folder.Rollouts, phase.Format);
            SortedDictionary<string, (int Passed, int N)> tally = OwnEpisodes.Sample(
                folder.Rollouts, phase.Suite, phase.OwnTasks, recipe.Seed + (ulong)start, path, cancellationToken);
            log.Write(new NoteEvent
            {
                Step = start,
                Text = "own episodes that passed: " + string.Join(", ", tally.Select(item => $"{item.Key} {item.Value.Passed} of {item.Value.N}")),
            });
        }

        return OwnEpisodes.Read(path);
    }
}
