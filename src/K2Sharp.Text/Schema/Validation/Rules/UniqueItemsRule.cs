using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>uniqueItems</c>: no two items are equal.</summary>
internal sealed class UniqueItemsRule(string location) : SchemaRule(location, "uniqueItems")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        Dictionary<JsonElement, int> seen = new(JsonEquality.Instance);
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (!seen.TryAdd(item, index))
            {
                return evaluation.Fail(this, $"items {seen[item]} and {index} are equal");
            }

            index++;
        }

        return true;
    }
}
