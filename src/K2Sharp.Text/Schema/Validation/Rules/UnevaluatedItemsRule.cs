using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>unevaluatedItems</c>: a schema for items that no other rule of the schema has looked at. Runs last.</summary>
internal sealed class UnevaluatedItemsRule(string location, SchemaNode schema) : SchemaRule(location, "unevaluatedItems")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        bool isValid = true;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (!parts!.HasItem(index))
            {
                bool fits = schema.IsFalse ? evaluation.Fail(this, $"item {index} is not allowed") : evaluation.CheckItem(schema, index, item);
                if (!fits)
                {
                    isValid = false;
                    if (!evaluation.WantsMoreErrors)
                    {
                        break;
                    }
                }
            }

            index++;
        }

        parts!.AddAllItems();
        return isValid;
    }
}
