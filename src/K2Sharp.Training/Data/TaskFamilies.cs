using K2Sharp.Training.Data.Aggregation;
using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.Declarations;
using K2Sharp.Training.Data.EarlyEnd;
using K2Sharp.Training.Data.NoTool;
using K2Sharp.Training.Data.Schemas;
using K2Sharp.Training.Data.Search;
using K2Sharp.Training.Data.SmallTalk;

namespace K2Sharp.Training.Data;

/// <summary>All families and the mixtures of the recipes. A new family takes its place in <see cref="Short"/>.</summary>
internal static class TaskFamilies
{
    private const double DialectShare = 0.35;

    private const double BystanderShare = 0.15;

    /// <summary>Every family, in documents of at most about a thousand tokens.</summary>
    public static TaskSuite Short { get; } = new(
    [
        new SuiteEntry(new DecimalsFamily(), 17),
        new SuiteEntry(new CalculatorFamily(), 19),
        new SuiteEntry(new ChaseFamily(), 6),
        new SuiteEntry(new ChaseStateFamily(), 2),
        new SuiteEntry(new ToolErrorsFamily([new CalculatorFamily(), new SearchOpenFamily()]), 5),
        new SuiteEntry(new SearchOpenFamily(), 14),
        new SuiteEntry(new SchemaArgumentsFamily(), 34),
        new SuiteEntry(new NoToolFamily(), 18),
        new SuiteEntry(new HiddenResultsFamily(), 2),
        new SuiteEntry(new AggregationFamily(), 2),
        new SuiteEntry(new EarlyEndFamily(), 2),
        new SuiteEntry(new SmallTalkFamily(), 4),
    ]);

    /// <summary>Long chains join the short documents, and the critic's task.</summary>
    public static TaskSuite Long { get; } = new(
    [
        .. Short.Entries,
        new SuiteEntry(new CritiqueFamily(), 6),
        new SuiteEntry(new ChaseFamily(ChaseLengths.Medium), 5, "chase-medium"),
        new SuiteEntry(new ChaseFamily(ChaseLengths.Long), 9, "chase-long"),
        new SuiteEntry(new HiddenResultsFamily(ChaseLengths.Long), 3, "hidden-long"),
    ]);

    /// <summary>
    /// Few documents of up to 150 calls beside the short ones. By tokens most of it is long; one or two long ones fit into a step.
    /// </summary>
    public static TaskSuite Longest { get; } = new(
    [
        .. Short.Entries,
        new SuiteEntry(new ChaseFamily(ChaseLengths.Longest), 14, "chase-longest"),
        new SuiteEntry(new HiddenResultsFamily(ChaseLengths.Longest), 6, "hidden-longest"),
    ]);

    /// <summary>Still fewer documents, of up to 310 calls: one in a step.</summary>
    public static TaskSuite Whole { get; } = Redeclared(
    [
        .. Short.Entries,
        new SuiteEntry(new ChaseFamily(ChaseLengths.Whole), 4, "chase-whole"),
        new SuiteEntry(new HiddenResultsFamily(ChaseLengths.Whole), 2, "hidden-whole"),
    ]);

    /// <summary>
    /// For the last phase, with every length up to 45 calls: more of what the earlier ones leave weakest, less of what no answer can be certain in; and
    /// tools as programs declare them.
    /// </summary>
    public static TaskSuite Refined { get; } = Redeclared(
    [
        new SuiteEntry(new DecimalsFamily(), 15),
        new SuiteEntry(new CalculatorFamily(), 20),
        new SuiteEntry(new ChaseFamily(), 6),
        new SuiteEntry(new ChaseStateFamily(), 4),
        new SuiteEntry(new ToolErrorsFamily([new CalculatorFamily(), new SearchOpenFamily()]), 6),
        new SuiteEntry(new SearchOpenFamily(), 15),
        new SuiteEntry(new SchemaArgumentsFamily(), 42),
        new SuiteEntry(new NoToolFamily(), 26),
        new SuiteEntry(new HiddenResultsFamily(), 2),
        new SuiteEntry(new AggregationFamily(), 3),
        new SuiteEntry(new EarlyEndFamily(), 2),
        new SuiteEntry(new SmallTalkFamily(everydayShare: 0.35), 10),
        new SuiteEntry(new CritiqueFamily(), 2),
        new SuiteEntry(new ChaseFamily(ChaseLengths.Medium), 4, "chase-medium"),
        new SuiteEntry(new ChaseFamily(ChaseLengths.Long), 4, "chase-long"),
        new SuiteEntry(new HiddenResultsFamily(ChaseLengths.Long), 2, "hidden-long"),
    ]);

    /// <summary>What reinforcement plays: everything but tasks whose results get hidden, because their early turns cannot be replayed.</summary>
    public static TaskSuite Rewarded { get; } = new(
    [
        .. Short.Entries.Where(entry => entry.Family is not HiddenResultsFamily),
        new SuiteEntry(new CritiqueFamily(), 4),
        new SuiteEntry(new ChaseFamily(ChaseLengths.Medium), 4, "chase-medium"),
    ]);

    /// <summary>Every family once, for evaluation.</summary>
    public static IReadOnlyList<ITaskFamily> All { get; } = [.. Short.Entries.Select(entry => entry.Family), new CritiqueFamily()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(family => family.Name)];

    /// <summary>Chases of an exact length, for the measure of endurance.</summary>
    public static ITaskFamily Chain(int hops, bool hidden) => hidden
        ? new HiddenResultsFamily(ChaseLengths.Exactly(hops), new HiddenResults(6, 2))
        : new ChaseFamily(ChaseLengths.Exactly(hops));

    /// <summary>The mixture with tools as programs declare them: a chain's at times beside another, and all with words that change nothing.</summary>
    private static TaskSuite Redeclared(IEnumerable<SuiteEntry> entries) =>
        new([.. entries.Select(entry => entry with { Family = new RedeclaredFamily(entry.Family, DialectShare, IsChain(entry.Family) ? BystanderShare : 0) })]);

    private static bool IsChain(ITaskFamily family) => family is ChaseFamily or ChaseStateFamily or HiddenResultsFamily;
}
