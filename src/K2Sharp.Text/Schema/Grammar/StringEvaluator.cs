using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What schemas say about strings.</summary>
internal sealed class StringEvaluator(SchemaTable table, GrammarOptions options, AutomatonBudget budget) : ScalarEvaluator<StringSet>(table)
{
    protected override StringSet All => StringSet.All;

    protected override StringSet None => StringSet.None;

    protected override bool IsNone(StringSet set) => set.IsEmpty;

    protected override StringSet And(StringSet a, StringSet b) => a.Intersect(b, budget);

    protected override StringSet Or(StringSet a, StringSet b) => a.Union(b, budget);

    protected override StringSet Not(StringSet set, SchemaNode node) => set.IsExact
        ? set.Complement(budget)
        : throw node.Refuse("format", "is enforced only in part and has no contrary; it may not stand under not, if or oneOf");

    protected override StringSet Own(SchemaNode node)
    {
        if ((node.Types & SchemaTypes.String) == SchemaTypes.None)
        {
            return None;
        }

        StringSet set = StringSet.OfLengths(node.MinLength, node.MaxLength is int.MaxValue ? null : node.MaxLength);
        if (node.Pattern is not null)
        {
            set = And(set, StringSet.Of(Pattern(node, "pattern", node.Pattern)));
        }

        if (node.Format is not null && options.AssertFormats)
        {
            set = And(set, StringFormats.Find(node.Format) ?? throw node.Refuse("format", $"\"{node.Format}\" is not supported"));
        }

        return node.Enum is null ? set : And(set, Words(node, node.Enum));
    }

    /// <summary>The automaton of an expression that matches anywhere in the text.</summary>
    public Dfa Pattern(SchemaNode node, string keyword, string pattern)
    {
        try
        {
            return RegexCompiler.Search(pattern, budget);
        }
        catch (RegexException exception)
        {
            throw node.Refuse(keyword, exception.Message);
        }
        catch (AutomatonBudgetException exception)
        {
            throw node.Refuse(keyword, exception.Message);
        }
    }

    private StringSet Words(SchemaNode node, IReadOnlyList<JsonElement> values)
    {
        List<string> words = [];
        foreach (JsonElement value in values)
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                try
                {
                    words.Add(value.GetString()!);
                }
                catch (InvalidOperationException)
                {
                    throw node.Refuse("enum", "has an unpaired surrogate");
                }
            }
        }

        words = [.. words.Distinct(StringComparer.Ordinal)];
        Dfa automaton = Languages.Words(words, budget);
        return words.Count == 0 ? None : StringSet.OfWords(automaton);
    }
}
