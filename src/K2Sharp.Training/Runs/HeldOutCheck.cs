using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Export;
using K2Sharp.Training.Model;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Runs;

/// <summary>
/// The points of a run's accuracy curves. The weights are exported as the phase trains them and played by the engine; nothing of the run
/// itself changes, so a run is bit for bit the same with and without.
/// </summary>
internal sealed class HeldOutCheck(CheckOptions options, RunFolder folder)
{
    /// <summary>Other tasks than those that <c>k2 train evaluate</c> draws by default.</summary>
    private const ulong Seed = 2;

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationEvent Measure(Phase phase, bool isPhaseEnd, K2Network network, CancellationToken cancellationToken)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("k2-check-");
        try
        {
            string checkpoint = Path.Combine(temporary.FullName, "checkpoint");
            CheckpointExporter.Write(network.Config, NetworkWeights.Of(network), folder.Tokenizer, checkpoint, phase.Format);
            using var evaluator = new Evaluator(checkpoint);
            var accuracy = new Dictionary<string, Score>(StringComparer.Ordinal);
            foreach (ITaskFamily family in options.Families)
            {
                accuracy.Add(family.Name, Play(evaluator, family, options.Tasks, cancellationToken));
            }

            var hops = new List<HopScore>();
            if (isPhaseEnd && phase.MeasuresChains)
            {
                foreach (int length in options.Hops)
                {
                    hops.Add(Chains(evaluator, length, isHidden: false, cancellationToken));
                    hops.Add(Chains(evaluator, length, isHidden: true, cancellationToken));
                }
            }

            return new EvaluationEvent { Phase = phase.Name, Accuracy = accuracy, ByHops = hops };
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private HopScore Chains(Evaluator evaluator, int length, bool isHidden, CancellationToken cancellationToken)
    {
        Score score = Play(evaluator, TaskFamilies.Chain(length, isHidden), options.Chains, cancellationToken);
        return new HopScore(length, score.Passed, score.N, isHidden ? "results hidden" : "results kept");
    }

    private static Score Play(Evaluator evaluator, ITaskFamily family, int tasks, CancellationToken cancellationToken)
    {
        FamilyResult result = evaluator.Run(family, tasks, temperature: 0, Seed, progress: null, cancellationToken);
        return new Score(result.Accuracy.Passed, result.Accuracy.Count);
    }
}
