using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
internal sealed class ContainsRule(string location, SchemaNode schema, int minimum, int? maximum) : SchemaRule(location, "contains")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        int found = 0;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (evaluation.Try(schema, item, parts: null))
            {
                found++;
                parts?.AddItem(index);
            }

            index++;
        }

        if (found < minimum)
        {
            return evaluation.Fail(this, $"{found} items of the kind that must be there, at least {minimum} are needed");
        }

        return found <= (maximum ?? int.MaxValue)
            || evaluation.Fail(this, $"{found} items of the kind that may be there, at most {maximum!.Value} are allowed");
    }
}
