namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What the schemas that a branch satisfies have evaluated, for <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.</summary>
/// <param name="All">Everything.</param>
/// <param name="Names">Properties by name.</param>
/// <param name="Patterns">Properties by pattern.</param>
/// <param name="Prefix">So many items from the first.</param>
/// <param name="Contains">Items that satisfy any of these.</param>
internal sealed record Evaluated(bool All, IReadOnlyCollection<string> Names, IReadOnlyCollection<int> Patterns, int Prefix, IReadOnlyCollection<SchemaNode> Contains)
{
    public static Evaluated Nothing { get; } = new(All: false, [], [], 0, []);

    public static Evaluated Everything { get; } = new(All: true, [], [], 0, []);

    public Evaluated And(Evaluated other) =>
        All || other == Nothing ? this
        : other.All || this == Nothing ? other
        : new Evaluated(All: false, [.. Names, .. other.Names], [.. Patterns, .. other.Patterns], Math.Max(Prefix, other.Prefix), [.. Contains, .. other.Contains]);
}
