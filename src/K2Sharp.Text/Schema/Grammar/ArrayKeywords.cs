using System.Text.Json;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>The keywords of arrays.</summary>
internal sealed class ArrayKeywords(SchemaTable table) : CaseKeywords(table)
{
    public override bool Admits(SchemaNode node) => (node.Types & SchemaTypes.Array) != SchemaTypes.None;

    public override SchemaNode? Unevaluated(SchemaNode node) => node.UnevaluatedItems;

    public override IEnumerable<SchemaNode> Constants(SchemaNode node) =>
        node.Enum!.Where(value => value.ValueKind == JsonValueKind.Array).Select(value => Table.Constant(value, node.Path));

    public override CaseBranch Affirm(SchemaNode node)
    {
        List<CaseAtom> atoms = [];
        atoms.AddRange(node.PrefixItems.Select((item, i) => new CaseAtom.ItemAt(i, LiteralOf(item))));
        int prefix = node.PrefixItems.Count;
        if (node.Items is { Boolean: not true } items)
        {
            atoms.Add(new CaseAtom.ItemsFrom(prefix, LiteralOf(items)));
        }

        if (node.MinItems > 0 || node.MaxItems is not null)
        {
            atoms.Add(new CaseAtom.Size(node.MinItems, node.MaxItems));
        }

        if (node.Contains is not null && (node.MinContains > 0 || node.MaxContains is not null))
        {
            atoms.Add(new CaseAtom.Containing(0, LiteralOf(node.Contains), node.MinContains, node.MaxContains));
        }

        if (node.UniqueItems)
        {
            atoms.Add(new CaseAtom.Unique(node.Path));
        }

        Evaluated evaluated = node.Items is not null ? Evaluated.Everything
            : prefix == 0 && node.Contains is null ? Evaluated.Nothing
            : Evaluated.Nothing with { Prefix = prefix, Contains = node.Contains is null ? [] : [node.Contains] };
        return new CaseBranch(atoms, evaluated);
    }

    public override IEnumerable<List<CaseBranch>> AffirmDependencies(SchemaNode node, Func<SchemaNode, List<CaseBranch>> affirm) => [];

    public override List<CaseBranch> Deny(SchemaNode node, Func<SchemaNode, List<CaseBranch>> affirm, Func<SchemaNode, List<CaseBranch>> deny)
    {
        if (node.UniqueItems)
        {
            throw node.Refuse("uniqueItems", "has no contrary; it may not stand under not, if or oneOf");
        }

        List<CaseBranch> ways = [];
        int prefix = node.PrefixItems.Count;
        ways.AddRange(node.PrefixItems.Select((item, i) => CaseBranch.Of(new CaseAtom.Size(i + 1, Max: null), new CaseAtom.ItemAt(i, Table.Denial(item)))));
        if (node.Items is { Boolean: not true } items)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Containing(prefix, Table.Denial(items), 1, Max: null)));
        }

        if (node.MinItems > 0)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Size(0, node.MinItems - 1)));
        }

        if (node.MaxItems is int max and < int.MaxValue)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Size(max + 1, Max: null)));
        }

        if (node.Contains is not null && node.MinContains > 0)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Containing(0, LiteralOf(node.Contains), 0, node.MinContains - 1)));
        }

        if (node.Contains is not null && node.MaxContains is int most and < int.MaxValue)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Containing(0, LiteralOf(node.Contains), most + 1, Max: null)));
        }

        return ways;
    }

    public override CaseBranch AffirmUnevaluated(Evaluated evaluated, SchemaNode rest) => evaluated.All
        ? CaseBranch.Empty
        : new CaseBranch([new CaseAtom.ItemsFrom(evaluated.Prefix, LiteralOf(Rest(evaluated, rest)))], Evaluated.Everything);

    public override IEnumerable<CaseBranch> DenyUnevaluated(Evaluated evaluated, SchemaNode rest) => evaluated.All
        ? []
        : [CaseBranch.Of(new CaseAtom.Containing(evaluated.Prefix, Table.Denial(Rest(evaluated, rest)), 1, Max: null))];

    /// <summary>Items that some <c>contains</c> has found are evaluated; all others must satisfy the schema.</summary>
    private SchemaNode Rest(Evaluated evaluated, SchemaNode rest) =>
        evaluated.Contains.Count == 0 ? rest : Table.Union([.. evaluated.Contains.Distinct(), rest]);

    private int LiteralOf(SchemaNode node) => node.Boolean == false ? -Table.True.Literal : node.Literal;
}
