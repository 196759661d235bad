using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>not</c>.</summary>
internal sealed class NotRule(string location, SchemaNode schema) : SchemaRule(location, "not")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts) =>
        !evaluation.Try(schema, value, parts: null) || evaluation.Fail(this, $"{Excerpt.Of(value)} is what is not allowed here");
}
