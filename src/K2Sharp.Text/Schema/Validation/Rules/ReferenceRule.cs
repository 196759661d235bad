using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>$ref</c>.</summary>
internal sealed class ReferenceRule(string location, string keyword, SchemaNode target) : SchemaRule(location, keyword)
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts) => target.Check(evaluation, value, parts);
}
