using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>enum</c>: one of these values.</summary>
internal sealed class EnumRule(string location, IReadOnlyList<JsonElement> values) : SchemaRule(location, "enum")
{
    private const int MostShown = 10;
    private readonly HashSet<JsonElement> _values = new(values, JsonEquality.Instance);

    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts) =>
        _values.Contains(value) || evaluation.Fail(this, $"expected one of {Describe()}, found {Excerpt.Of(value)}");

    private string Describe() =>
        string.Join(", ", values.Take(MostShown).Select(Excerpt.Of)) + (values.Count > MostShown ? $" and {values.Count - MostShown} more" : string.Empty);
}
