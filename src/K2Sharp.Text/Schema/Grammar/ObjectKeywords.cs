using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>The keywords of objects.</summary>
internal sealed class ObjectKeywords(SchemaTable table, PatternTable patterns, StringEvaluator strings, AutomatonBudget budget) : CaseKeywords(table)
{
    public override bool Admits(SchemaNode node) => (node.Types & SchemaTypes.Object) != SchemaTypes.None;

    public override SchemaNode? Unevaluated(SchemaNode node) => node.UnevaluatedProperties;

    public override IEnumerable<SchemaNode> Constants(SchemaNode node) =>
        node.Enum!.Where(value => value.ValueKind == JsonValueKind.Object).Select(value => Table.Constant(value, node.Path));

    public override CaseBranch Affirm(SchemaNode node)
    {
        List<CaseAtom> atoms = [];
        atoms.AddRange(node.Properties.Where(property => property.Value.Boolean != true)
            .Select(property => new CaseAtom.ForAll(NameSet.Of(property.Key), LiteralOf(property.Value))));
        atoms.AddRange(node.Required.Select(name => new CaseAtom.HasName(name)));
        List<int> numbers = Numbers(node);
        atoms.AddRange(numbers.Zip(node.PatternProperties, (number, item) => new CaseAtom.ForAll(NameSet.OfPattern(number), LiteralOf(item.Value))));
        if (node.AdditionalProperties is { Boolean: not true } rest)
        {
            atoms.Add(new CaseAtom.ForAll(Others(node, numbers), LiteralOf(rest)));
        }
        else if (node.Properties.Count > 0)
        {
            // Declared names are told apart even where anything may follow them, so that duplicates are.
            atoms.AddRange(node.Properties.Where(property => property.Value.Boolean == true)
                .Select(property => new CaseAtom.ForAll(NameSet.Of(property.Key), Table.True.Literal)));
        }

        if (node.PropertyNames is { Boolean: not true } names)
        {
            atoms.Add(new CaseAtom.ForAll(NamesThatFail(names), -Table.True.Literal));
        }

        if (node.MinProperties > 0 || node.MaxProperties is not null)
        {
            atoms.Add(new CaseAtom.Size(node.MinProperties, node.MaxProperties));
        }

        Evaluated evaluated = node.AdditionalProperties is not null
            ? Evaluated.Everything
            : node.Properties.Count + numbers.Count == 0 ? Evaluated.Nothing
            : Evaluated.Nothing with { Names = [.. node.Properties.Select(property => property.Key)], Patterns = numbers };
        return new CaseBranch(atoms, evaluated);
    }

    public override IEnumerable<List<CaseBranch>> AffirmDependencies(SchemaNode node, Func<SchemaNode, List<CaseBranch>> affirm)
    {
        foreach ((string name, IReadOnlyList<string> required) in node.DependentRequired)
        {
            if (required.Count > 0)
            {
                yield return [Absent(name), CaseBranch.Of([new CaseAtom.HasName(name), .. required.Select(other => new CaseAtom.HasName(other))])];
            }
        }

        foreach ((string name, SchemaNode schema) in node.DependentSchemas)
        {
            yield return [Absent(name), .. affirm(schema).Select(branch => Present(name).And(branch))];
        }
    }

    public override List<CaseBranch> Deny(SchemaNode node, Func<SchemaNode, List<CaseBranch>> affirm, Func<SchemaNode, List<CaseBranch>> deny)
    {
        List<CaseBranch> ways = [];
        ways.AddRange(node.Properties.Where(property => property.Value.Boolean != true)
            .Select(property => Present(property.Key).And(CaseBranch.Of(new CaseAtom.ForAll(NameSet.Of(property.Key), Table.Denial(property.Value))))));
        ways.AddRange(node.Required.Select(Absent));
        List<int> numbers = Numbers(node);
        ways.AddRange(numbers.Zip(node.PatternProperties, (number, item) => CaseBranch.Of(new CaseAtom.Exists(NameSet.OfPattern(number), Table.Denial(item.Value)))));
        if (node.AdditionalProperties is { Boolean: not true } rest)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Exists(Others(node, numbers), Table.Denial(rest))));
        }

        if (node.PropertyNames is { Boolean: not true } names)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Exists(NamesThatFail(names), Table.True.Literal)));
        }

        if (node.MinProperties > 0)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Size(0, node.MinProperties - 1)));
        }

        if (node.MaxProperties is int max and < int.MaxValue)
        {
            ways.Add(CaseBranch.Of(new CaseAtom.Size(max + 1, Max: null)));
        }

        foreach ((string name, IReadOnlyList<string> required) in node.DependentRequired)
        {
            ways.AddRange(required.Select(other => Present(name).And(Absent(other))));
        }

        foreach ((string name, SchemaNode schema) in node.DependentSchemas)
        {
            ways.AddRange(deny(schema).Select(branch => Present(name).And(branch)));
        }

        return ways;
    }

    public override CaseBranch AffirmUnevaluated(Evaluated evaluated, SchemaNode rest) => evaluated.All
        ? CaseBranch.Empty
        : new CaseBranch([new CaseAtom.ForAll(NameSet.Except(evaluated.Names, evaluated.Patterns), LiteralOf(rest))], Evaluated.Everything);

    public override IEnumerable<CaseBranch> DenyUnevaluated(Evaluated evaluated, SchemaNode rest) => evaluated.All
        ? []
        : [CaseBranch.Of(new CaseAtom.Exists(NameSet.Except(evaluated.Names, evaluated.Patterns), Table.Denial(rest)))];

    private int LiteralOf(SchemaNode node) => node.Boolean == false ? -Table.True.Literal : node.Literal;

    private CaseBranch Absent(string name) => CaseBranch.Of(new CaseAtom.ForAll(NameSet.Of(name), -Table.True.Literal));

    private static CaseBranch Present(string name) => CaseBranch.Of(new CaseAtom.HasName(name));

    private List<int> Numbers(SchemaNode node) =>
        [.. node.PatternProperties.Select(item => patterns.Add(strings.Pattern(node, "patternProperties", item.Key)))];

    private static NameSet Others(SchemaNode node, List<int> numbers) => NameSet.Except(node.Properties.Select(property => property.Key), numbers);

    private NameSet NamesThatFail(SchemaNode names)
    {
        StringSet set = strings.Evaluate(names.Literal);
        return set.IsAll ? NameSet.All with { Complement = false } : NameSet.Except([], [patterns.Add(set.ToDfa(budget))]);
    }
}
