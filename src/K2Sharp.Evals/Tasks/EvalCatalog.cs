using K2Sharp.Evals.Tasks.FunctionCalling;
using K2Sharp.Evals.Tasks.Letters;
using K2Sharp.Evals.Tasks.Mathematics;
using K2Sharp.Evals.Tasks.Offline;
using K2Sharp.Evals.Tasks.ShortAnswers;
using K2Sharp.Evals.Tasks.Tau;
using K2Sharp.Evals.Tasks.Vendor;

namespace K2Sharp.Evals.Tasks;

/// <summary>All tasks by name.</summary>
internal static class EvalCatalog
{
    public static IReadOnlyList<EvalTask> All { get; } =
    [
        new DecimalTask(),
        new CalculatorTask(),
        new ChainTask(),
        new MiniBrowseTask(),
        new MiniTauTask(),
        new VendorMiniTask(),
        new AimeTask(),
        new HmmtTask(),
        new MmluProTask(),
        new GpqaTask(),
        new HleTask(),
        new BrowseCompTask(isChinese: false),
        new BrowseCompTask(isChinese: true),
        new OwnQuestionsTask(),
        .. BfclTask.All,
        new TauMockTask(),
        new VendorTask(),
    ];

    /// <summary>The tasks of a list with commas.</summary>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static IReadOnlyList<EvalTask> Find(string names)
    {
        var found = new List<EvalTask>();
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            EvalTask task = All.FirstOrDefault(task => string.Equals(task.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException($"there is no benchmark \"{name}\"; \"k2 eval list\" names them");
            if (!found.Contains(task))
            {
                found.Add(task);
            }
        }

        return found.Count > 0 ? found : throw new ArgumentException("no benchmark is named; \"k2 eval list\" names them");
    }
}
