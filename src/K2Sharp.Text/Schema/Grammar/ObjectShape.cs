using System.Collections.Concurrent;
using System.Numerics;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// The alternatives that one object is read against, and the names that they tell apart. Shapes are shared by all states of such objects;
/// they are thread-safe once the goals are complete.
/// </summary>
internal sealed class ObjectShape
{
    private readonly ObjectCase[] _cases;
    private readonly Goal?[][] _goals;
    private readonly Goal?[][][] _witnesses;
    private readonly ulong[][] _required;

    public ObjectShape(IReadOnlyList<ObjectCase> cases, PatternTable patterns, AutomatonBudget budget)
    {
        _cases = [.. cases];
        Classifier = _cases is [ObjectCase only] ? only.Classifier : NameClassifier.Make(
            [.. _cases.SelectMany(item => item.Classifier.Names).Distinct(StringComparer.Ordinal)],
            [.. _cases.SelectMany(item => item.Classifier.Patterns).Distinct().Order()],
            patterns,
            budget);
        Names = Classifier.Names.Count;
        NothingSeen = new ulong[(Names + 63) / 64];
        _goals = new Goal?[_cases.Length][];
        _witnesses = new Goal?[_cases.Length][][];
        _required = new ulong[_cases.Length][];
        for (int i = 0; i < _cases.Length; i++)
        {
            Fill(i, patterns);
        }

        CountCap = _cases.Max(item => item.Max == int.MaxValue ? item.Min : item.Max);
    }

    public IReadOnlyList<ObjectCase> Cases => _cases;

    public NameClassifier Classifier { get; }

    /// <summary>The number of known names.</summary>
    public int Names { get; }

    public ulong[] NothingSeen { get; }

    /// <summary>The number of properties from which on nothing changes.</summary>
    public int CountCap { get; }

    /// <summary>The lexers of property names, by the labels that may come.</summary>
    public ConcurrentDictionary<BitKey, KeyLexer> Keys { get; } = new();

    /// <summary>What the value of a label must satisfy in a case; null where it may not come.</summary>
    public Goal? GoalOf(int item, int label) => _goals[item][label - 1];

    /// <summary>What the value must satisfy to be the property that a demand of a case asks for.</summary>
    public Goal? WitnessOf(int item, int label, int exists) => _witnesses[item][label - 1][exists];

    public static bool Has(ulong[] seen, int label) => (seen[(label - 1) >> 6] >> (label - 1) & 1) != 0;

    /// <summary>
    /// Whether an object that has begun can be completed; the answer stays yes when the next property is chosen well.
    /// </summary>
    /// <param name="item">The case.</param>
    /// <param name="seen">The known names that have come.</param>
    /// <param name="count">How many properties have come.</param>
    /// <param name="satisfied">The demands for some property that are met, as a mask.</param>
    /// <param name="maxRank">The greatest rank that a value may have.</param>
    public bool IsFeasible(int item, ulong[] seen, int count, int satisfied, int maxRank)
    {
        ObjectCase rules = _cases[item];
        int needed = 0;
        ulong[] required = _required[item];
        for (int i = 0; i < required.Length; i++)
        {
            ulong missing = required[i] & ~seen[i];
            needed += BitOperations.PopCount(missing);
            for (; missing != 0; missing &= missing - 1)
            {
                if (!IsUsable(_goals[item][(i * 64) + BitOperations.TrailingZeroCount(missing)], maxRank))
                {
                    return false;
                }
            }
        }

        int all = (1 << rules.Exists) - 1;
        int extra = satisfied == all ? 0 : Match(item, seen, satisfied, maxRank);
        return extra >= 0 && (long)count + needed + extra <= rules.Max
            && (count + needed + extra >= rules.Min || count + Capacity(item, seen, maxRank, rules.Min - count) >= rules.Min);
    }

    /// <summary>Whether all required names of a case have come.</summary>
    public bool HasRequired(int item, ulong[] seen)
    {
        for (int i = 0; i < seen.Length; i++)
        {
            if ((_required[item][i] & ~seen[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUsable(Goal? goal, int maxRank) => goal is not null && goal.Rank <= maxRank;

    /// <summary>How many more properties could come, counted up to what is asked for.</summary>
    private int Capacity(int item, ulong[] seen, int maxRank, int enough)
    {
        int capacity = 0;
        for (int label = 1; label <= Classifier.Labels && capacity < enough; label++)
        {
            if (label > Names ? IsUsable(_goals[item][label - 1], maxRank) : !Has(seen, label) && IsUsable(_goals[item][label - 1], maxRank))
            {
                capacity = label > Names ? enough : capacity + 1;
            }
        }

        return capacity;
    }

    /// <summary>Finds a property of its own for each demand that is not met; how many of them are not required anyway, -1: impossible.</summary>
    private int Match(int item, ulong[] seen, int satisfied, int maxRank)
    {
        ulong[] taken = (ulong[])seen.Clone();
        return Place(0);

        int Place(int exists)
        {
            while (exists < _cases[item].Exists && (satisfied >> exists & 1) != 0)
            {
                exists++;
            }

            if (exists == _cases[item].Exists)
            {
                return 0;
            }

            int best = -1;
            for (int label = Classifier.Labels; label >= 1 && best != 0; label--)
            {
                bool group = label > Names;
                if ((!group && Has(taken, label)) || !IsUsable(_witnesses[item][label - 1][exists], maxRank))
                {
                    continue;
                }

                bool isRequired = !group && Has(_required[item], label);
                Mark(label, group);
                int rest = Place(exists + 1);
                Unmark(label, group);
                int cost = rest < 0 ? -1 : rest + (isRequired ? 0 : 1);
                best = cost >= 0 && (best < 0 || cost < best) ? cost : best;
                if (best >= 0 && !isRequired && _cases[item].Max == int.MaxValue)
                {
                    return best;
                }
            }

            return best;
        }

        void Mark(int label, bool group)
        {
            if (!group)
            {
                taken[(label - 1) >> 6] |= 1UL << (label - 1);
            }
        }

        void Unmark(int label, bool group)
        {
            if (!group)
            {
                taken[(label - 1) >> 6] &= ~(1UL << (label - 1));
            }
        }
    }

    private void Fill(int item, PatternTable patterns)
    {
        ObjectCase rules = _cases[item];
        int labels = Classifier.Labels;
        _goals[item] = new Goal?[labels];
        _witnesses[item] = new Goal?[labels][];
        _required[item] = new ulong[NothingSeen.Length];
        for (int label = 1; label <= labels; label++)
        {
            string? name = label > Names ? null : Classifier.Names[label - 1];
            int mask = label > Names ? Classifier.Groups[label - Names - 1] : 0;
            Func<int, bool> matches = name is null
                ? pattern => Enumerable.Range(0, Classifier.Patterns.Count).Any(i => Classifier.Patterns[i] == pattern && (mask >> i & 1) != 0)
                : pattern => patterns[pattern].Run(name) != 0;
            _goals[item][label - 1] = rules.GoalOf(name, matches);
            _witnesses[item][label - 1] = [.. Enumerable.Range(0, rules.Exists).Select(i => rules.WitnessOf(name, matches, i))];
            if (name is not null && rules.Required.Contains(name))
            {
                _required[item][(label - 1) >> 6] |= 1UL << (label - 1);
            }
        }
    }
}
