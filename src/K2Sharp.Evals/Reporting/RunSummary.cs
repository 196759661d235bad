using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Reporting;

/// <summary>What a run came to.</summary>
/// <param name="Manifest">What was run.</param>
/// <param name="Tasks">Each task, in the order of the manifest.</param>
internal sealed record RunSummary(RunManifest Manifest, IReadOnlyList<TaskSummary> Tasks)
{
    /// <summary>Sums up a folder's records. Records of other settings than the manifest's are left alone.</summary>
    public static RunSummary Of(RunManifest manifest, IReadOnlyList<AttemptRecord> records)
    {
        ILookup<(string Task, string Config), AttemptRecord> byPlan = records.ToLookup(record => (record.Task, record.Config));
        return new RunSummary(
            manifest,
            [
                .. manifest.Tasks.Select(pair => TaskSummary.Of(
                    pair.Key,
                    pair.Value,
                    manifest.Prices,
                    byPlan[(pair.Value.Name, pair.Value.Config)],
                    EvalCatalog.All.FirstOrDefault(task => task.Name == pair.Value.Name) is { } task ? task.Sum : null)),
            ]);
    }

    /// <summary>Tasks that were run with several settings, each with its plans.</summary>
    public IEnumerable<IGrouping<string, TaskSummary>> Sweeps() =>
        Tasks.GroupBy(task => task.Task.Name, StringComparer.Ordinal).Where(group => group.Count() > 1);
}
