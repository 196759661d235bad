using K2Sharp.Training.Data.Aggregation;
using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.Schemas;
using K2Sharp.Training.Data.Search;

namespace K2Sharp.Training.Data;

/// <summary>All families and the mixtures of the recipes.</summary>
internal static class TaskFamilies
{
    public static TaskSuite Short { get; } = new(
    [
        new SuiteEntry(new DecimalsFamily(), 3),
        new SuiteEntry(new ChaseFamily(), 1),
        new SuiteEntry(new SearchOpenFamily(), 1),
        new SuiteEntry(new AggregationFamily(), 1),
        new SuiteEntry(new SchemaArgumentsFamily(), 1.5),
    ]);

    public static IReadOnlyList<string> Names { get; } = [.. Short.Entries.Select(entry => entry.Name)];
}
