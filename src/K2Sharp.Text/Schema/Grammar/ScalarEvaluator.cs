namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Evaluates schemas for one kind of scalar. Sets of scalars are closed under all Boolean operations, so every applicator is exact; a
/// reference that leads back to its own schema has no meaning and is refused.
/// </summary>
/// <typeparam name="T">A set of scalars.</typeparam>
/// <param name="table">Resolves references.</param>
internal abstract class ScalarEvaluator<T>(SchemaTable table)
    where T : notnull
{
    private readonly Dictionary<int, T> _known = [];
    private readonly HashSet<int> _open = [];

    protected abstract T All { get; }

    protected abstract T None { get; }

    /// <summary>What the literal asks for; a negative one asks for the contrary.</summary>
    public T Evaluate(int literal)
    {
        T set = Evaluate(table[literal]);
        return literal > 0 ? set : Not(set, table[literal]);
    }

    protected abstract T And(T a, T b);

    protected abstract T Or(T a, T b);

    protected abstract T Not(T set, SchemaNode node);

    /// <summary>What a node's own assertions allow, without its applicators.</summary>
    protected abstract T Own(SchemaNode node);

    private T Evaluate(SchemaNode node)
    {
        if (node.Boolean is bool value)
        {
            return value ? All : None;
        }

        if (_known.TryGetValue(node.Id, out T? known))
        {
            return known;
        }

        if (!_open.Add(node.Id))
        {
            throw node.Refuse("$ref", "leads back to itself without a step into an array or object");
        }

        if (_open.Count > 500)
        {
            throw node.Refuse("schema", "is nested too deeply");
        }

        T set = Applicators(node, Own(node));
        _open.Remove(node.Id);
        _known.Add(node.Id, set);
        return set;
    }

    private T Applicators(SchemaNode node, T set)
    {
        if (node.Reference is not null || node.DynamicReference is not null)
        {
            set = And(set, Evaluate(table.Resolve(node)));
        }

        foreach (SchemaNode part in node.AllOf)
        {
            set = And(set, Evaluate(part));
        }

        if (node.AnyOf.Count > 0)
        {
            set = And(set, node.AnyOf.Select(Evaluate).Aggregate(None, Or));
        }

        if (node.OneOf.Count > 0)
        {
            set = And(set, ExactlyOne(node));
        }

        if (node.Not is not null)
        {
            set = And(set, Not(Evaluate(node.Not), node.Not));
        }

        if (node.If is not null && (node.Then ?? node.Else) is not null)
        {
            T condition = Evaluate(node.If);
            T then = node.Then is null ? All : Evaluate(node.Then);
            T otherwise = node.Else is null ? All : Evaluate(node.Else);
            set = And(set, Or(And(condition, then), And(Not(condition, node.If), otherwise)));
        }

        return set;
    }

    private T ExactlyOne(SchemaNode node)
    {
        // One branch needs no complement, which some sets do not have.
        T one = Evaluate(node.OneOf[0]);
        T any = one;
        foreach (SchemaNode part in node.OneOf.Skip(1))
        {
            T set = Evaluate(part);
            if (IsNone(set))
            {
                continue;
            }

            (one, any) = IsNone(any) ? (set, set) : (Or(And(one, Not(set, part)), And(set, Not(any, part))), Or(any, set));
        }

        return one;
    }

    protected abstract bool IsNone(T set);
}
