using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>The automata of null, true and false.</summary>
internal static class Constants
{
    private static readonly string[] s_texts = ["null", "true", "false"];

    /// <summary>The constants of a mask of <see cref="LiteralEvaluator"/>.</summary>
    public static IReadOnlyList<Dfa> ByMask { get; } =
        [.. Enumerable.Range(0, 8).Select(mask => Languages.Words([.. s_texts.Where((_, i) => (mask >> i & 1) != 0)], AutomatonBudget.ForConstants()))];
}
