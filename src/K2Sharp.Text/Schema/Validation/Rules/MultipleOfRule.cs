using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>multipleOf</c>, in exact decimals.</summary>
internal sealed class MultipleOfRule(string location, JsonElement divisor) : SchemaRule(location, "multipleOf")
{
    private readonly ExactNumber _divisor = ExactNumber.From(divisor);

    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts) =>
        value.ValueKind != JsonValueKind.Number
        || ExactNumber.From(value).IsMultipleOf(_divisor)
        || evaluation.Fail(this, $"{Excerpt.Of(value)} is not a multiple of {Excerpt.Of(divisor)}");
}
