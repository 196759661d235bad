using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>A keyword of a schema, compiled.</summary>
/// <param name="schemaLocation">The place of the schema around it.</param>
/// <param name="keyword">The keyword as errors name it.</param>
internal abstract class SchemaRule(string schemaLocation, string keyword)
{
    public string Keyword { get; } = keyword;

    public string Location { get; } = JsonPointer.Append(schemaLocation, keyword);

    /// <summary>Whether a value keeps the rule; reports an error where not. Values of other kinds than the rule is about keep it.</summary>
    public abstract bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts);
}
