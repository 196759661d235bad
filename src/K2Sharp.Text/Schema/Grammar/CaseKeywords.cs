namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What the keywords of arrays, or of objects, demand and what their contraries do.</summary>
internal abstract class CaseKeywords(SchemaTable table)
{
    protected SchemaTable Table => table;

    /// <summary>Whether a schema's <c>type</c> admits this kind of value.</summary>
    public abstract bool Admits(SchemaNode node);

    /// <summary>The schema for what has not been evaluated.</summary>
    public abstract SchemaNode? Unevaluated(SchemaNode node);

    /// <summary>The constants of this kind in <c>enum</c> and <c>const</c>.</summary>
    public abstract IEnumerable<SchemaNode> Constants(SchemaNode node);

    /// <summary>The demands of all keywords that allow no alternatives.</summary>
    public abstract CaseBranch Affirm(SchemaNode node);

    /// <summary>The demands of keywords with alternatives, one list each.</summary>
    public abstract IEnumerable<List<CaseBranch>> AffirmDependencies(SchemaNode node, Func<SchemaNode, List<CaseBranch>> affirm);

    /// <summary>The ways in which some keyword of this kind of value does not hold.</summary>
    public abstract List<CaseBranch> Deny(SchemaNode node, Func<SchemaNode, List<CaseBranch>> affirm, Func<SchemaNode, List<CaseBranch>> deny);

    /// <summary>What has not been evaluated satisfies a schema.</summary>
    public abstract CaseBranch AffirmUnevaluated(Evaluated evaluated, SchemaNode rest);

    /// <summary>Something that has not been evaluated does not satisfy a schema.</summary>
    public abstract IEnumerable<CaseBranch> DenyUnevaluated(Evaluated evaluated, SchemaNode rest);
}
