using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c>.</summary>
internal sealed class NumberLimitRule(string location, string keyword, JsonElement limit) : SchemaRule(location, keyword)
{
    private readonly ExactNumber _limit = ExactNumber.From(limit);

    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        int order = ExactNumber.From(value).Compare(_limit);
        return Keyword switch
        {
            "minimum" => order >= 0 || evaluation.Fail(this, $"{Excerpt.Of(value)} is less than {Excerpt.Of(limit)}"),
            "maximum" => order <= 0 || evaluation.Fail(this, $"{Excerpt.Of(value)} is greater than {Excerpt.Of(limit)}"),
            "exclusiveMinimum" => order > 0 || evaluation.Fail(this, $"{Excerpt.Of(value)} is not greater than {Excerpt.Of(limit)}"),
            _ => order < 0 || evaluation.Fail(this, $"{Excerpt.Of(value)} is not less than {Excerpt.Of(limit)}"),
        };
    }
}
