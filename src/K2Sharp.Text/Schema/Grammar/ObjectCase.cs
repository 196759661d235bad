using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>One alternative of an object: goals by name, names that must come, a size, and properties that must exist in some place.</summary>
internal sealed class ObjectCase : IKeyed
{
    private const int MaxPatterns = 12;
    private const int MaxExists = 16;

    // A group with fewer names than this is listed; a larger one is taken for inexhaustible by size, but exactly by prefix.
    private const int MaxListed = 64;

    private readonly CaseBranch _branch;
    private readonly GoalTable _goals;
    private readonly CaseAtom.Exists[] _exists;
    private readonly Dictionary<string, Goal?> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Goal?> _grouped = [];
    private readonly Dictionary<(string? Name, int Mask, int Exists), Goal?> _witnesses = [];

    private ObjectCase(CaseBranch branch, GoalTable goals)
    {
        (_branch, _goals) = (branch, goals);
        _exists = [.. branch.Atoms.OfType<CaseAtom.Exists>().DistinctBy(Describe)];
        Required = [.. branch.Atoms.OfType<CaseAtom.HasName>().Select(atom => atom.Name).Distinct(StringComparer.Ordinal)];
        Min = branch.Atoms.OfType<CaseAtom.Size>().Aggregate(0, (min, size) => Math.Max(min, size.Min));
        Max = branch.Atoms.OfType<CaseAtom.Size>().Aggregate(int.MaxValue, (max, size) => Math.Min(max, size.Max ?? int.MaxValue));
        Classifier = null!;
        Shape = null!;
        Key = "";
    }

    public string Key { get; private set; }

    public NameClassifier Classifier { get; private set; }

    /// <summary>The shape of this case alone.</summary>
    public ObjectShape Shape { get; private set; }

    public IReadOnlyList<string> Required { get; }

    public int Min { get; }

    /// <summary>The greatest number of properties, <see cref="int.MaxValue"/> where there is none.</summary>
    public int Max { get; }

    /// <summary>How many demands for some property there are.</summary>
    public int Exists => _exists.Length;

    /// <summary>Makes the case of a branch; null when it contradicts itself.</summary>
    public static ObjectCase? Make(CaseBranch branch, GoalTable goals)
    {
        ObjectCase made = new(branch, goals);
        if (made.Min > made.Max || made.Required.Count > made.Max)
        {
            return null;
        }

        made.Prepare();
        return made;
    }

    /// <summary>What the value of a property must satisfy (name null: one outside the list, of a group); null where it may not come.</summary>
    /// <param name="name">The name, where it is known.</param>
    /// <param name="matches">Which patterns the name matches.</param>
    public Goal? GoalOf(string? name, Func<int, bool> matches)
    {
        if (name is not null && _named.TryGetValue(name, out Goal? goal))
        {
            return goal;
        }

        return _grouped.GetValueOrDefault(MaskOf(matches));
    }

    /// <summary>What the value must satisfy to be the property that a demand asks for; null where it cannot be.</summary>
    public Goal? WitnessOf(string? name, Func<int, bool> matches, int exists)
    {
        string? known = name is not null && _named.ContainsKey(name) ? name : null;
        return _witnesses.GetValueOrDefault((known, known is null ? MaskOf(matches) : 0, exists));
    }

    /// <summary>Whether such an object exists whose values have at most a rank.</summary>
    public bool IsFeasible(int maxRank) => Shape.IsFeasible(0, Shape.NothingSeen, 0, 0, maxRank);

    private static string Describe(CaseAtom.Exists atom) =>
        $"{atom.Literal}:{atom.Names.Complement}:{string.Join('\u0001', atom.Names.Names.Order(StringComparer.Ordinal))}:{string.Join(',', atom.Names.Patterns.Order())}";

    private int MaskOf(Func<int, bool> matches)
    {
        int mask = 0;
        for (int i = 0; i < Classifier.Patterns.Count; i++)
        {
            mask |= matches(Classifier.Patterns[i]) ? 1 << i : 0;
        }

        return mask;
    }

    private void Prepare()
    {
        HashSet<string> names = new(Required, StringComparer.Ordinal);
        HashSet<int> patterns = [];
        foreach (NameSet set in _branch.Atoms.Select(atom => atom is CaseAtom.ForAll all ? all.Names : (atom as CaseAtom.Exists)?.Names).OfType<NameSet>())
        {
            names.UnionWith(set.Names);
            patterns.UnionWith(set.Patterns);
        }

        int[] numbers = [.. patterns.Order()];
        if (numbers.Length > MaxPatterns || _exists.Length > MaxExists)
        {
            throw new GrammarException("patternProperties", _goals.Schemas[_exists.Length > 0 ? _exists[0].Literal : 1].Path, $"more than {MaxPatterns} patterns or {MaxExists} contraries in one object are not supported");
        }

        Classifier = NameClassifier.Make([.. names], numbers, _goals.Patterns, _goals.Budget);
        if (ListSmallGroups(names))
        {
            Classifier = NameClassifier.Make([.. names], numbers, _goals.Patterns, _goals.Budget);
        }

        foreach (string name in Classifier.Names)
        {
            Func<int, bool> matches = pattern => _goals.Patterns[pattern].Run(name) != 0;
            _named[name] = _goals.Get(Literals(name, matches));
            AddWitnesses(name, 0, matches, _named[name]);
        }

        foreach (int mask in Classifier.Groups)
        {
            Func<int, bool> matches = Matches(mask);
            _grouped[mask] = _goals.Get(Literals(name: null, matches));
            AddWitnesses(name: null, mask, matches, _grouped[mask]);
        }

        Key = string.Join('\u0001', Classifier.Names.Select(name => $"{name}={_named[name]?.Number ?? -1}").Order(StringComparer.Ordinal))
            + "|" + string.Join(',', numbers) + "|" + string.Join(',', _grouped.OrderBy(item => item.Key).Select(item => $"{item.Key}={item.Value?.Number ?? -1}"))
            + "|" + string.Join('\u0001', Required.Order(StringComparer.Ordinal)) + $"|{Min}|{Max}|" + string.Join('\u0002', _exists.Select(Describe).Order(StringComparer.Ordinal));
        Shape = new ObjectShape([this], _goals.Patterns, _goals.Budget);
    }

    private Func<int, bool> Matches(int mask) => pattern =>
    {
        for (int i = 0; i < Classifier.Patterns.Count; i++)
        {
            if (Classifier.Patterns[i] == pattern)
            {
                return (mask >> i & 1) != 0;
            }
        }

        return false;
    };

    private bool ListSmallGroups(HashSet<string> names)
    {
        bool found = false;
        for (int i = 0; i < Classifier.Groups.Count && Classifier.Patterns.Count > 0; i++)
        {
            int label = Classifier.Names.Count + 1 + i;
            if (_goals.Get(Literals(name: null, Matches(Classifier.Groups[i]))) is null)
            {
                continue;
            }

            Dfa group = DfaAlgebra.Relabel(Classifier.Automaton, other => other == label ? 1 : 0, _goals.Budget);
            if (group.Count <= MaxListed)
            {
                names.UnionWith(group.Words());
                found = true;
            }
        }

        return found;
    }

    private List<int> Literals(string? name, Func<int, bool> matches) =>
        [.. _branch.Atoms.OfType<CaseAtom.ForAll>().Where(atom => atom.Names.Contains(name, matches)).Select(atom => atom.Literal)];

    private void AddWitnesses(string? name, int mask, Func<int, bool> matches, Goal? goal)
    {
        for (int i = 0; i < _exists.Length && goal is not null; i++)
        {
            if (_exists[i].Names.Contains(name, matches))
            {
                _witnesses[(name, mask, i)] = _goals.Get(goal.Literals.Append(_exists[i].Literal));
            }
        }
    }
}
