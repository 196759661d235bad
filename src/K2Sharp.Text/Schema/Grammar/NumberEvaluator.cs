using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What schemas say about numbers.</summary>
internal sealed class NumberEvaluator(SchemaTable table, AutomatonBudget budget) : ScalarEvaluator<NumberSet>(table)
{
    private static readonly NumberSet s_integers = NumberSet.Of(NumberLanguages.Integers);

    protected override NumberSet All => NumberSet.All;

    protected override NumberSet None => NumberSet.None;

    protected override bool IsNone(NumberSet set) => set.IsEmpty;

    protected override NumberSet And(NumberSet a, NumberSet b) => a.Intersect(b, budget);

    protected override NumberSet Or(NumberSet a, NumberSet b) => a.Union(b, budget);

    protected override NumberSet Not(NumberSet set, SchemaNode node) => set.Complement(budget);

    protected override NumberSet Own(SchemaNode node)
    {
        NumberSet set = (node.Types & SchemaTypes.Number) != SchemaTypes.None ? All : (node.Types & SchemaTypes.Integer) != SchemaTypes.None ? s_integers : None;
        if (set.IsEmpty)
        {
            return set;
        }

        set = Bound(set, node, "minimum", node.Minimum, label => label >= 2);
        set = Bound(set, node, "exclusiveMinimum", node.ExclusiveMinimum, label => label == 3);
        set = Bound(set, node, "maximum", node.Maximum, label => label is 1 or 2);
        set = Bound(set, node, "exclusiveMaximum", node.ExclusiveMaximum, label => label == 1);
        if (node.MultipleOf is DecimalNumber divisor)
        {
            set = And(set, Guard(node, "multipleOf", () => NumberLanguages.MultiplesOf(divisor, budget)));
        }

        return node.Enum is null ? set : And(set, Values(node, node.Enum));
    }

    private NumberSet Bound(NumberSet set, SchemaNode node, string keyword, DecimalNumber? bound, Func<int, bool> accepts) =>
        bound is null ? set
        : And(set, Guard(node, keyword, () => DfaAlgebra.Relabel(NumberLanguages.Compare(bound.Value, budget), label => accepts(label) ? 1 : 0, budget)));

    private NumberSet Values(SchemaNode node, IReadOnlyList<JsonElement> values)
    {
        List<Dfa> singles = [];
        foreach (JsonElement value in values.Where(value => value.ValueKind == JsonValueKind.Number))
        {
            if (!DecimalNumber.TryParse(value.GetRawText(), out DecimalNumber number))
            {
                throw node.Refuse("enum", "has a number beyond reason");
            }

            singles.Add(DfaAlgebra.Relabel(NumberLanguages.Compare(number, budget), label => label == 2 ? 1 : 0, budget));
        }

        // In pairs, so that many values cost little more than their digits.
        while (singles.Count > 1)
        {
            singles = [.. singles.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : DfaAlgebra.Union(pair[0], pair[1], budget))];
        }

        return singles.Count == 0 ? None : NumberSet.Of(singles[0]);
    }

    private static NumberSet Guard(SchemaNode node, string keyword, Func<Dfa> make)
    {
        try
        {
            return NumberSet.Of(make());
        }
        catch (AutomatonBudgetException exception)
        {
            throw node.Refuse(keyword, exception.Message);
        }
    }
}
