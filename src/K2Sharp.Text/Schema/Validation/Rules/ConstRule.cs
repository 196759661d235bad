using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>const</c>: this value.</summary>
internal sealed class ConstRule(string location, JsonElement expected) : SchemaRule(location, "const")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts) =>
        JsonEquality.Instance.Equals(expected, value) || evaluation.Fail(this, $"expected {Excerpt.Of(expected)}, found {Excerpt.Of(value)}");
}
