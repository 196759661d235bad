using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tasks.Coding;
using K2Sharp.Evals.Tasks.FunctionCalling;
using K2Sharp.Evals.Tasks.Letters;
using K2Sharp.Evals.Tasks.Mathematics;
using K2Sharp.Evals.Tasks.Offline;
using K2Sharp.Evals.Tasks.ShortAnswers;
using K2Sharp.Evals.Tasks.Swe;
using K2Sharp.Evals.Tasks.Tau;
using K2Sharp.Evals.Tasks.Vendor;

namespace K2Sharp.Evals.Tasks;

/// <summary>All tasks by name.</summary>
internal static class EvalCatalog
{
    private static readonly CardMode[] s_modes = [CardMode.Plain, CardMode.Tools, CardMode.Heavy];

    public static IReadOnlyList<EvalTask> All { get; } =
    [
        new DecimalTask(),
        new CalculatorTask(),
        new ChainTask(),
        new MiniBrowseTask(),
        new MiniTauTask(),
        new VendorMiniTask(),
        new MiniSweTask(),
        .. s_modes.Select(mode => new AimeTask(mode)),
        .. s_modes.Select(mode => new HmmtTask(mode)),
        new MmluProTask(),
        new GpqaTask(),
        .. s_modes.Select(mode => new HleTask(mode)),
        new BrowseCompTask(isChinese: false, isClosedBook: false),
        new BrowseCompTask(isChinese: true, isClosedBook: false),
        new BrowseCompTask(isChinese: false, isClosedBook: true),
        new BrowseCompTask(isChinese: true, isClosedBook: true),
        new OwnQuestionsTask(hasTools: false),
        new OwnQuestionsTask(hasTools: true),
        new SweBenchTask(),
        new LiveCodeTask(),
        .. BfclTask.All,
        new MultiTurnTask(),
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
