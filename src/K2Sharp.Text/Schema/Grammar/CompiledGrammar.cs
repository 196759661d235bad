using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// A language of texts, ready to be enforced byte by byte or token by token. Immutable and thread-safe: one serves any number of texts, and
/// what it works out for masks is shared by all of them. The language is described in docs/structured-output.md.
/// </summary>
public sealed class CompiledGrammar
{
    private readonly GrammarMachine? _machine;
    private readonly Frame? _value;
    private readonly Lexer? _lexer;

    private CompiledGrammar(GrammarMachine? machine, Frame? value, Lexer? lexer) => (_machine, _value, _lexer) = (machine, value, lexer);

    /// <summary>The instances of a JSON Schema (draft 2020-12). The document may be disposed of afterwards.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">What is allowed; null: <see cref="GrammarOptions.Default"/>.</param>
    /// <exception cref="GrammarException">The schema is malformed, no value satisfies it, or it cannot be enforced; keyword and path are named.</exception>
    public static CompiledGrammar FromJsonSchema(JsonElement schema, GrammarOptions? options = null)
    {
        options ??= GrammarOptions.Default;
        RuntimeHelpers.RunClassConstructor(typeof(NumberLanguages).TypeHandle);
        AutomatonBudget budget = new(options.MaxAutomatonStates, options.MaxTotalStates, options.CompileTime);
        try
        {
            SchemaTable schemas = new(options);
            SchemaNode root = schemas.ReadRoot(schema.Clone());
            return Compile(schemas, root, options, budget);
        }
        catch (AutomatonBudgetException exception)
        {
            throw new GrammarException("schema", "#", exception.Message);
        }
    }

    /// <summary>Any JSON value.</summary>
    /// <param name="options">What is allowed; null: <see cref="GrammarOptions.Default"/>.</param>
    public static CompiledGrammar AnyValue(GrammarOptions? options = null) => FromText("true", options);

    /// <summary>Any JSON object.</summary>
    /// <param name="options">What is allowed; null: <see cref="GrammarOptions.Default"/>.</param>
    public static CompiledGrammar AnyObject(GrammarOptions? options = null) => FromText("""{"type":"object"}""", options);

    /// <summary>The texts that a regular expression matches as a whole; plain text, not JSON.</summary>
    /// <param name="pattern">The expression, in the syntax of ECMA-262 with the flag u.</param>
    /// <param name="options">What is allowed; null: <see cref="GrammarOptions.Default"/>.</param>
    /// <exception cref="GrammarException">The expression is malformed, not regular, too large, or matches nothing.</exception>
    public static CompiledGrammar FromRegex(string pattern, GrammarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        options ??= GrammarOptions.Default;
        try
        {
            Dfa automaton = RegexCompiler.Match(pattern, new AutomatonBudget(options.MaxAutomatonStates, options.MaxTotalStates, options.CompileTime));
            return FromAutomaton(automaton, "regex");
        }
        catch (RegexException exception)
        {
            throw new GrammarException("regex", "#", exception.Message);
        }
        catch (AutomatonBudgetException exception)
        {
            throw new GrammarException("regex", "#", exception.Message);
        }
    }

    /// <summary>One of several texts; plain text, not JSON.</summary>
    /// <param name="choices">The texts.</param>
    /// <param name="options">What is allowed; null: <see cref="GrammarOptions.Default"/>.</param>
    /// <exception cref="GrammarException">There are none, or too many.</exception>
    public static CompiledGrammar FromChoices(IReadOnlyList<string> choices, GrammarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(choices);
        options ??= GrammarOptions.Default;
        try
        {
            string[] distinct = [.. choices.Distinct(StringComparer.Ordinal)];
            return Array.TrueForAll(distinct, CodePoints.IsWellFormed)
                ? FromAutomaton(Languages.Words(distinct, new AutomatonBudget(options.MaxTotalStates, options.MaxTotalStates, options.CompileTime)), "choice")
                : throw new GrammarException("choice", "#", "has an unpaired surrogate");
        }
        catch (AutomatonBudgetException exception)
        {
            throw new GrammarException("choice", "#", exception.Message);
        }
    }

    /// <summary>Begins a text.</summary>
    public GrammarState CreateState() => new(this);

    /// <summary>Whether a whole text is in the language.</summary>
    /// <param name="utf8">The text.</param>
    public bool Accepts(ReadOnlySpan<byte> utf8)
    {
        GrammarStack stack = CreateStack();
        Begin(stack);
        foreach (byte value in utf8)
        {
            if (!stack.Take(value))
            {
                return false;
            }
        }

        return stack.EndLabel != 0;
    }

    internal GrammarStack CreateStack() => new(_machine);

    internal void Begin(GrammarStack stack) => stack.Begin(_value, _lexer);

    private static CompiledGrammar FromText(string schema, GrammarOptions? options)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        return FromJsonSchema(document.RootElement, options);
    }

    private static CompiledGrammar FromAutomaton(Dfa automaton, string keyword) => automaton.IsEmpty
        ? throw new GrammarException(keyword, "#", "allows no text at all")
        : new CompiledGrammar(machine: null, value: null, new DfaLexer(automaton, StringSpelling.Raw, isUniform: true));

    private static CompiledGrammar Compile(SchemaTable schemas, SchemaNode root, GrammarOptions options, AutomatonBudget budget)
    {
        GoalTable goals = new(options, schemas, budget);
        Goal? goal = goals.Get([root.Literal]);
        goals.Complete();
        if (goal is null || goal.Rank == Goal.Unsatisfiable)
        {
            throw new GrammarException("schema", "#", "no value satisfies it");
        }

        if (goal.Rank > options.MaxDepth)
        {
            throw new GrammarException("schema", "#", $"needs arrays and objects nested deeper than {options.MaxDepth}");
        }

        GrammarMachine machine = new(goals, options.MaxDepth, goals.MaxRank);
        Debug.Assert(machine.BudgetAt(0) >= goal.Rank, "the root fits");
        return new CompiledGrammar(machine, machine.Goals([goal]).Frame(machine.BudgetAt(0)), lexer: null);
    }
}
