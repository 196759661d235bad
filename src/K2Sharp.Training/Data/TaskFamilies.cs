using K2Sharp.Training.Data.Aggregation;
using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.EarlyEnd;
using K2Sharp.Training.Data.NoTool;
using K2Sharp.Training.Data.Schemas;
using K2Sharp.Training.Data.Search;
using K2Sharp.Training.Data.SmallTalk;

namespace K2Sharp.Training.Data;

/// <summary>All families and the mixtures of the recipes. A new family takes its place in <see cref="Short"/>.</summary>
internal static class TaskFamilies
{
    /// <summary>Every family, in documents of at most about a thousand tokens.</summary>
    public static TaskSuite Short { get; } = new(
    [
        new SuiteEntry(new DecimalsFamily(), 20),
        new SuiteEntry(new CalculatorFamily(), 11),
        new SuiteEntry(new ChaseFamily(), 10),
        new SuiteEntry(new ChaseStateFamily(), 4),
        new SuiteEntry(new ToolErrorsFamily([new CalculatorFamily(), new SearchOpenFamily()]), 7),
        new SuiteEntry(new SearchOpenFamily(), 8),
        new SuiteEntry(new SchemaArgumentsFamily(), 9),
        new SuiteEntry(new NoToolFamily(), 9),
        new SuiteEntry(new HiddenResultsFamily(), 3),
        new SuiteEntry(new AggregationFamily(), 5),
        new SuiteEntry(new EarlyEndFamily(), 5),
        new SuiteEntry(new SmallTalkFamily(), 8),
    ]);

    public static IReadOnlyList<string> Names { get; } = [.. Short.Entries.Select(entry => entry.Name)];
}
