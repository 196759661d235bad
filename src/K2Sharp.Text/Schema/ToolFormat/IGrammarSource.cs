using System.Text.Json;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Makes the grammars of an answer's parts for one vocabulary. Every method throws <see cref="AnswerFormatException"/> for what it cannot express.</summary>
internal interface IGrammarSource
{
    /// <summary>Any JSON object.</summary>
    ITextGrammar AnyObject();

    /// <summary>The compact JSON values that a schema accepts.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="field">The schema's place in the request, for errors.</param>
    ITextGrammar FromSchema(JsonElement schema, string field);

    /// <summary>The texts that an expression matches as a whole.</summary>
    ITextGrammar FromPattern(string pattern, string field);

    /// <summary>Some texts.</summary>
    ITextGrammar FromChoices(IReadOnlyList<string> choices, string field);
}
