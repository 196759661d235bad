using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Unfolds what schemas demand of an array, or of an object, into alternatives: a disjunction of conjunctions of <see cref="CaseAtom"/>.
/// Negation is carried down to the keywords, so that <c>not</c>, <c>oneOf</c> and <c>if</c> are exact. Where <c>unevaluated...</c> asks
/// what has been evaluated, alternatives are made exclusive, so that each knows which schemas hold.
/// </summary>
/// <param name="table">Resolves references.</param>
/// <param name="own">What the keywords for this kind of value mean.</param>
/// <param name="patterns">The patterns of names.</param>
/// <param name="maxAlternatives">The most alternatives.</param>
/// <param name="budget">How long it may take.</param>
internal sealed class CaseExpander(SchemaTable table, CaseKeywords own, PatternTable patterns, int maxAlternatives, AutomatonBudget budget)
{
    private const int MaxSplit = 8;
    private const int MaxDepth = 500;

    private readonly HashSet<(int Literal, bool Track)> _open = [];
    private readonly Dictionary<(int Literal, bool Track), List<CaseBranch>> _known = [];

    /// <summary>The alternatives of a conjunction of literals.</summary>
    public List<CaseBranch> Expand(IEnumerable<int> literals) =>
        literals.Aggregate<int, List<CaseBranch>>([CaseBranch.Empty], (branches, literal) => And(table[literal], branches, Expand(literal, track: false)));

    private List<CaseBranch> Expand(int literal, bool track)
    {
        SchemaNode node = table[literal];
        bool positive = literal > 0;
        if (node.Boolean is bool value)
        {
            return value == positive ? [CaseBranch.Empty] : [];
        }

        if (_known.TryGetValue((literal, track), out List<CaseBranch>? known))
        {
            return known;
        }

        if (!_open.Add((literal, track)))
        {
            throw node.Refuse("$ref", "leads back to itself without a step into an array or object");
        }

        if (_open.Count > MaxDepth)
        {
            throw node.Refuse("schema", "is nested too deeply");
        }

        List<CaseBranch> branches = positive ? Affirm(node, track) : Deny(node);
        _open.Remove((literal, track));
        _known.Add((literal, track), branches);
        return branches;
    }

    private List<CaseBranch> Affirm(SchemaNode node, bool track)
    {
        if (!own.Admits(node))
        {
            return [];
        }

        bool inner = track || own.Unevaluated(node) is not null;
        List<CaseBranch> branches = AffirmAllBut(node, inner);
        if (own.Unevaluated(node) is SchemaNode rest)
        {
            branches = [.. branches.Select(branch => branch.And(own.AffirmUnevaluated(branch.Evaluated, rest)))];
        }

        return track ? branches : [.. branches.Select(branch => branch with { Evaluated = Evaluated.Nothing })];
    }

    /// <summary>All keywords but <c>unevaluated...</c>, which looks at the others.</summary>
    private List<CaseBranch> AffirmAllBut(SchemaNode node, bool track)
    {
        List<CaseBranch> branches = [own.Affirm(node)];
        foreach (List<CaseBranch> alternatives in own.AffirmDependencies(node, part => Expand(part.Literal, track)))
        {
            branches = And(node, branches, alternatives);
        }

        if (node.Enum is not null)
        {
            branches = And(node, branches, Either(node, own.Constants(node).Select(value => Expand(value.Literal, track: false))));
        }

        if (node.Reference is not null || node.DynamicReference is not null)
        {
            branches = And(node, branches, Expand(table.Resolve(node).Literal, track));
        }

        foreach (SchemaNode part in node.AllOf)
        {
            branches = And(node, branches, Expand(part.Literal, track));
        }

        if (node.AnyOf.Count > 0)
        {
            branches = And(node, branches, track ? Split(node) : Either(node, node.AnyOf.Select(part => Expand(part.Literal, track))));
        }

        if (node.OneOf.Count > 0)
        {
            branches = And(node, branches, Either(node, Enumerable.Range(0, node.OneOf.Count).Select(i => OnlyOne(node, i, track))));
        }

        if (node.Not is not null)
        {
            branches = And(node, branches, Expand(-node.Not.Literal, track: false));
        }

        return node.If is null ? branches : And(node, branches, Conditional(node, track));
    }

    private List<CaseBranch> Conditional(SchemaNode node, bool track)
    {
        int then = (node.Then ?? table.True).Literal;
        int otherwise = (node.Else ?? table.True).Literal;
        if (!track && node.Then is null && node.Else is null)
        {
            return [CaseBranch.Empty];
        }

        // "Not the condition, or the consequence" has fewer demands than the exclusive form where nobody asks which holds.
        return !track && (node.Then is null || node.Else is null)
            ? Either(node, [Expand(node.Then is null ? node.If!.Literal : -node.If!.Literal, track), Expand(node.Then is null ? otherwise : then, track)])
            : Either(node, [
                And(node, Expand(node.If!.Literal, track), Expand(then, track)),
                And(node, Expand(-node.If.Literal, track: false), Expand(otherwise, track))]);
    }

    /// <summary>Each combination of branches of <c>anyOf</c> that hold and do not, save that none holds.</summary>
    private List<CaseBranch> Split(SchemaNode node)
    {
        if (node.AnyOf.Count > MaxSplit)
        {
            throw node.Refuse("anyOf", $"has more than {MaxSplit} branches beside unevaluatedProperties or unevaluatedItems");
        }

        return Either(node, Enumerable.Range(1, (1 << node.AnyOf.Count) - 1).Select(mask => node.AnyOf
            .Select((part, i) => (mask >> i & 1) != 0 ? Expand(part.Literal, track: true) : Expand(-part.Literal, track: false))
            .Aggregate<List<CaseBranch>, List<CaseBranch>>([CaseBranch.Empty], (left, right) => And(node, left, right))));
    }

    private List<CaseBranch> OnlyOne(SchemaNode node, int index, bool track)
    {
        List<CaseBranch> branches = Expand(node.OneOf[index].Literal, track);
        for (int i = 0; i < node.OneOf.Count && branches.Count > 0; i++)
        {
            if (i != index)
            {
                branches = And(node, branches, Expand(-node.OneOf[i].Literal, track: false));
            }
        }

        return branches;
    }

    private List<CaseBranch> Deny(SchemaNode node)
    {
        if (!own.Admits(node))
        {
            return [CaseBranch.Empty];
        }

        List<List<CaseBranch>> ways = [own.Deny(node, part => Expand(part.Literal, track: false), part => Expand(-part.Literal, track: false))];
        if (node.Enum is not null)
        {
            ways.Add(own.Constants(node).Aggregate<SchemaNode, List<CaseBranch>>(
                [CaseBranch.Empty], (branches, value) => And(node, branches, Expand(-value.Literal, track: false))));
        }

        if (node.Reference is not null || node.DynamicReference is not null)
        {
            ways.Add(Expand(-table.Resolve(node).Literal, track: false));
        }

        ways.AddRange(node.AllOf.Select(part => Expand(-part.Literal, track: false)));
        if (node.AnyOf.Count > 0)
        {
            ways.Add(None(node, node.AnyOf));
        }

        if (node.OneOf.Count > 0)
        {
            ways.Add(None(node, node.OneOf));
            for (int i = 0; i < node.OneOf.Count; i++)
            {
                for (int j = i + 1; j < node.OneOf.Count; j++)
                {
                    ways.Add(And(node, Expand(node.OneOf[i].Literal, track: false), Expand(node.OneOf[j].Literal, track: false)));
                }
            }
        }

        if (node.Not is not null)
        {
            ways.Add(Expand(node.Not.Literal, track: false));
        }

        if (node.If is not null)
        {
            ways.Add(node.Then is null ? [] : And(node, Expand(node.If.Literal, track: false), Expand(-node.Then.Literal, track: false)));
            ways.Add(node.Else is null ? [] : And(node, Expand(-node.If.Literal, track: false), Expand(-node.Else.Literal, track: false)));
        }

        if (own.Unevaluated(node) is SchemaNode rest)
        {
            // The other keywords hold in some way, and in that way something is left that the schema forbids.
            ways.Add([.. AffirmAllBut(node, track: true).SelectMany(branch => own.DenyUnevaluated(branch.Evaluated, rest)
                .Select(denial => (branch with { Evaluated = Evaluated.Nothing }).And(denial)))]);
        }

        return Either(node, ways);
    }

    private List<CaseBranch> None(SchemaNode node, IReadOnlyList<SchemaNode> parts) => parts.Aggregate<SchemaNode, List<CaseBranch>>(
        [CaseBranch.Empty], (branches, part) => And(node, branches, Expand(-part.Literal, track: false)));

    private List<CaseBranch> And(SchemaNode node, List<CaseBranch> left, List<CaseBranch> right)
    {
        if (right is [{ Atoms.Count: 0 } only] && only.Evaluated == Evaluated.Nothing)
        {
            return left;
        }

        List<CaseBranch> product = [];
        foreach (CaseBranch a in left)
        {
            foreach (CaseBranch b in right)
            {
                budget.Tick();
                CaseBranch both = a.And(b);
                if (!both.IsContradictory(patterns))
                {
                    product.Add(both);
                }
            }

            Check(node, product);
        }

        return product;
    }

    private List<CaseBranch> Either(SchemaNode node, IEnumerable<List<CaseBranch>> ways)
    {
        List<CaseBranch> union = [];
        foreach (List<CaseBranch> way in ways)
        {
            union.AddRange(way);
            Check(node, union);
        }

        return union;
    }

    private void Check(SchemaNode node, List<CaseBranch> branches)
    {
        if (branches.Count > maxAlternatives)
        {
            throw node.Refuse("schema", $"unfolds to more than {maxAlternatives} alternatives; use fewer anyOf, oneOf, if or not in one place");
        }
    }
}
