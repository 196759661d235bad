using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// The goals of a compilation. <see cref="Complete"/> works out every goal that can come up, so that whatever is not supported is found
/// when the request arrives; afterwards the table is read-only.
/// </summary>
internal sealed class GoalTable
{
    private const int MaxReferences = 100;

    // In the order of the bits of LiteralEvaluator.
    private static readonly string[] s_constants = ["null", "true", "false"];

    private readonly GrammarOptions _options;
    private readonly AutomatonBudget _budget;
    private readonly SchemaTable _schemas;
    private readonly Dictionary<string, Goal> _goals = new(StringComparer.Ordinal);
    private readonly List<Goal> _list = [];
    private readonly StringEvaluator _strings;
    private readonly NumberEvaluator _numbers;
    private readonly LiteralEvaluator _constants;
    private readonly CaseExpander _arrays;
    private readonly CaseExpander _objects;
    private readonly List<Goal> _pending = [];

    public GoalTable(GrammarOptions options, SchemaTable schemas, AutomatonBudget budget)
    {
        (_options, _schemas, _budget) = (options, schemas, budget);
        _strings = new StringEvaluator(schemas, options, budget);
        _numbers = new NumberEvaluator(schemas, budget);
        _constants = new LiteralEvaluator(schemas);
        _arrays = new CaseExpander(schemas, new ArrayKeywords(schemas), Patterns, options.MaxAlternatives, budget);
        _objects = new CaseExpander(schemas, new ObjectKeywords(schemas, Patterns, _strings, budget), Patterns, options.MaxAlternatives, budget);
    }

    public PatternTable Patterns { get; } = new();

    public AutomatonBudget Budget => _budget;

    public SchemaTable Schemas => _schemas;

    /// <summary>The greatest rank of a goal that can be satisfied.</summary>
    public int MaxRank => _list.Where(goal => goal.Rank != Goal.Unsatisfiable).Select(goal => goal.Rank).DefaultIfEmpty(0).Max();

    /// <summary>The goal of a conjunction; null where it is the contrary of everything.</summary>
    public Goal? Get(IEnumerable<int> literals)
    {
        int[] sorted = [.. literals.Where(literal => literal != 1).Select(Simplify).Where(literal => literal != 1).Distinct().Order()];
        if (sorted.Contains(-1) || Array.Exists(sorted, literal => literal < 0 && Array.BinarySearch(sorted, -literal) >= 0))
        {
            return null;
        }

        string key = string.Join(',', sorted);
        if (!_goals.TryGetValue(key, out Goal? goal))
        {
            if (_list.Count >= _options.MaxGoals)
            {
                throw new GrammarException("schema", _schemas[sorted.Length > 0 ? sorted[0] : 1].Path, $"combines its parts in more than {_options.MaxGoals} ways");
            }

            goal = new Goal(_list.Count, sorted);
            _goals.Add(key, goal);
            _list.Add(goal);
        }

        return goal;
    }

    /// <summary>Works out all goals that are reachable, and their ranks.</summary>
    public void Complete()
    {
        for (int i = 0; i < _list.Count; i++)
        {
            WorkOut(_list[i]);
            _budget.Tick();
        }

        Rank();
    }

    /// <summary>A schema that is nothing but a reference or a boolean is its target.</summary>
    private int Simplify(int literal)
    {
        SchemaNode node = _schemas[literal];
        for (int i = 0; i < MaxReferences && node.Boolean is null && !node.HasAssertions && node.Reference is not null; i++)
        {
            node = _schemas.Resolve(node);
        }

        return node.Boolean is bool value ? (value == literal > 0 ? 1 : -1) : literal > 0 ? node.Literal : -node.Literal;
    }

    private void WorkOut(Goal goal)
    {
        (int constants, NumberSet numbers, StringSet strings) = Scalars(goal);
        goal.ConstantMask = constants;
        goal.Numbers = numbers.Spelling(_budget);
        goal.Strings = strings;
        goal.Arrays = Distinct(_arrays.Expand(goal.Literals), branch => ArrayCase.Make(branch, this));
        goal.Objects = Distinct(_objects.Expand(goal.Literals), branch => ObjectCase.Make(branch, this));
    }

    private static List<T> Distinct<T>(List<CaseBranch> branches, Func<CaseBranch, T?> make)
        where T : class, IKeyed
    {
        Dictionary<string, T> cases = new(StringComparer.Ordinal);
        foreach (CaseBranch branch in branches)
        {
            if (make(branch) is T made)
            {
                cases.TryAdd(made.Key, made);
            }
        }

        return [.. cases.Values];
    }

    /// <summary>Round by round: a goal has rank k when it can be satisfied with k levels, its parts having less.</summary>
    private void Rank()
    {
        bool changed = true;
        for (int rank = 0; changed; rank++)
        {
            changed = false;
            foreach (Goal goal in _list.Where(goal => goal.Rank == Goal.Unsatisfiable))
            {
                if (rank == 0 ? goal.HasScalar : goal.Arrays.Any(item => item.IsFeasible(rank - 1)) || goal.Objects.Any(item => item.IsFeasible(rank - 1)))
                {
                    _pending.Add(goal);
                }
            }

            changed = _pending.Count > 0 || rank == 0;
            _pending.ForEach(goal => goal.Rank = rank);
            _pending.Clear();
            _budget.Tick();
        }
    }

    /// <summary>All values of some goals where they are few and no arrays or objects; null otherwise.</summary>
    public List<SchemaNode>? FewValues(IReadOnlyList<Goal> goals)
    {
        const int Few = 6;
        HashSet<string> texts = new(StringComparer.Ordinal);
        foreach (Goal goal in goals)
        {
            (int constants, NumberSet numbers, StringSet strings) = Scalars(goal);
            Dfa spelling = numbers.Spelling(_budget);
            bool finite = spelling.Count <= Few && (strings.IsEmpty || strings.Automaton is { Count: <= Few }) && strings.IsExact && !HasContainers(goal);
            if (!finite)
            {
                return null;
            }

            texts.UnionWith(s_constants.Where((_, i) => (constants >> i & 1) != 0));
            texts.UnionWith(spelling.Words());
            texts.UnionWith(strings.Automaton?.Words().Select(word => CanonicalJson.Quote(word)) ?? []);
        }

        return texts.Count > Few ? null : [.. texts.Select(text => _schemas.Constant(JsonDocument.Parse(text).RootElement, "#"))];
    }

    /// <summary>Whether a goal has strings and nothing else.</summary>
    public bool AreStrings(Goal goal) => Scalars(goal) is (0, { IsEmpty: true }, { IsEmpty: false }) && !HasContainers(goal);

    /// <summary>How many strings satisfy a goal, counted up to the greatest integer.</summary>
    public double CountStrings(Goal goal) => Scalars(goal).Strings switch
    {
        { Automaton: { } automaton } => Math.Min(int.MaxValue, automaton.Count),
        { Max: 0 } => 1,
        _ => int.MaxValue,
    };

    private bool HasContainers(Goal goal) => _arrays.Expand(goal.Literals).Count + _objects.Expand(goal.Literals).Count > 0;

    private (int Constants, NumberSet Numbers, StringSet Strings) Scalars(Goal goal)
    {
        int constants = LiteralEvaluator.Null | LiteralEvaluator.True | LiteralEvaluator.False;
        NumberSet numbers = NumberSet.All;
        StringSet strings = StringSet.All;
        foreach (int literal in goal.Literals)
        {
            constants &= _constants.Evaluate(literal);
            numbers = numbers.Intersect(_numbers.Evaluate(literal), _budget);
            strings = strings.Intersect(_strings.Evaluate(literal), _budget);
        }

        return (constants, numbers, strings);
    }
}
