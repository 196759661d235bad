using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>format</c> as a rule.</summary>
internal sealed class FormatRule(string location, string format, Func<string, bool> check) : SchemaRule(location, "format")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts) =>
        value.ValueKind != JsonValueKind.String
        || check(JsonText.GetString(value))
        || evaluation.Fail(this, $"{Excerpt.Of(value)} is not in the format {format}");
}
