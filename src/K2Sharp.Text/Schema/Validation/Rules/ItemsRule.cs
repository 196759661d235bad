using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>prefixItems</c> for the first items and <c>items</c> for the rest (<c>items</c> and <c>additionalItems</c> in earlier drafts).</summary>
internal sealed class ItemsRule(string location, string keyword, IReadOnlyList<SchemaNode> first, SchemaNode? rest) : SchemaRule(location, keyword)
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
            SchemaNode? schema = index < first.Count ? first[index] : rest;
            if (schema is null)
            {
                break;
            }

            bool fits = schema is { IsFalse: true } && index >= first.Count
                ? evaluation.Fail(this, $"{value.GetArrayLength()} items, at most {first.Count} are allowed")
                : evaluation.CheckItem(schema, index, item);
            if (!fits)
            {
                isValid = false;
                if (!evaluation.WantsMoreErrors || schema.IsFalse)
                {
                    break;
                }
            }

            index++;
        }

        if (rest is not null)
        {
            parts?.AddAllItems();
        }
        else
        {
            parts?.AddFirstItems(first.Count);
        }

        return isValid;
    }
}
