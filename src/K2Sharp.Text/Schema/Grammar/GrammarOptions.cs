using System.Text.Json;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What a grammar allows and what compiling it may cost. The defaults suit requests from strangers.</summary>
public sealed class GrammarOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GrammarOptions Default { get; } = new();

    /// <summary>
    /// Whether <c>format</c> constrains strings (the default, as tools mean it); false: it says nothing, as the specification has it
    /// where no vocabulary asks for more.
    /// </summary>
    public bool AssertFormats { get; init; } = true;

    /// <summary>Schemas for references to other documents, by absolute URI. Nothing is ever fetched.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Documents { get; init; }

    /// <summary>How deeply arrays and objects may be nested in what is written; readers usually stop at 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>The most subschemas of one document.</summary>
    public int MaxSubschemas { get; init; } = 20_000;

    /// <summary>The most different combinations of subschemas that a value may have to satisfy.</summary>
    public int MaxGoals { get; init; } = 4_000;

    /// <summary>The most alternatives that the combined applicators of one value may unfold to.</summary>
    public int MaxAlternatives { get; init; } = 256;

    /// <summary>The most states of one automaton (of a pattern, the property names of an object, a length with a pattern).</summary>
    public int MaxAutomatonStates { get; init; } = 20_000;

    /// <summary>The most automaton states that compiling may make in all.</summary>
    public int MaxTotalStates { get; init; } = 400_000;

    /// <summary>How long compiling may take as a last resort; the other limits, which do not depend on the machine's load, end it after a second or two.</summary>
    public TimeSpan CompileTime { get; init; } = TimeSpan.FromSeconds(30);
}
