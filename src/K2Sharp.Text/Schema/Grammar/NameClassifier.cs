using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Tells the property names of an object apart: each known name has a label of its own, all others are grouped by the patterns that they
/// match. Labels run from 1: the known names first, then the groups.
/// </summary>
internal sealed class NameClassifier
{
    private NameClassifier(Dfa automaton, IReadOnlyList<string> names, IReadOnlyList<int> patterns, IReadOnlyList<int> groups)
    {
        (Automaton, Names, Patterns, Groups) = (automaton, names, patterns, groups);
        CanFollow = FindPredecessors(automaton);
    }

    public Dfa Automaton { get; }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<int> Patterns { get; }

    /// <summary>The masks of patterns (by place in <see cref="Patterns"/>) that names outside the list match, one for each group.</summary>
    public IReadOnlyList<int> Groups { get; }

    public int Labels => Names.Count + Groups.Count;

    /// <summary>The states from which a state is reached in one step.</summary>
    public int[][] CanFollow { get; }

    public bool IsGroup(int label) => label > Names.Count;

    public static NameClassifier Make(IReadOnlyList<string> names, IReadOnlyList<int> patterns, PatternTable table, AutomatonBudget budget)
    {
        Dfa automaton = Languages.NamesAndOthers(names, budget);
        int other = names.Count + 1;
        Dictionary<int, int> masks = new() { [other] = 0 };
        for (int i = 0; i < patterns.Count; i++)
        {
            Dictionary<(int Mask, bool Matches), int> labels = [];
            List<int> found = [];
            int bit = 1 << i;
            automaton = DfaAlgebra.Combine(automaton, table[patterns[i]], Label, needLeft: true, needRight: false, budget);
            masks = found.Select((mask, index) => (mask, index)).ToDictionary(item => other + item.index, item => item.mask);

            int Label(int left, int right)
            {
                if (left < other)
                {
                    return left;
                }

                (int, bool) key = (masks[left], right != 0);
                if (!labels.TryGetValue(key, out int label))
                {
                    label = other + found.Count;
                    labels.Add(key, label);
                    found.Add(masks[left] | (right != 0 ? bit : 0));
                }

                return label;
            }
        }

        return new NameClassifier(automaton, names, patterns, [.. masks.OrderBy(item => item.Key).Select(item => item.Value)]);
    }

    private static int[][] FindPredecessors(Dfa automaton)
    {
        List<int>[] sources = new List<int>[automaton.States];
        for (int state = 0; state < automaton.States; state++)
        {
            for (int i = 0; i < automaton.Classes; i++)
            {
                int target = automaton.NextByClass(state, i);
                if (target != Dfa.Dead && (sources[target] ??= []) is List<int> list && (list.Count == 0 || list[^1] != state))
                {
                    list.Add(state);
                }
            }
        }

        return [.. sources.Select(list => list?.ToArray() ?? [])];
    }
}
