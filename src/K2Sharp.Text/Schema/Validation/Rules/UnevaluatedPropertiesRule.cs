using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>unevaluatedProperties</c>: a schema for members that no other rule of the schema has looked at. Runs last.</summary>
internal sealed class UnevaluatedPropertiesRule(string location, SchemaNode schema) : SchemaRule(location, "unevaluatedProperties")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        bool isValid = true;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = JsonText.GetName(property);
            if (parts!.HasMember(name))
            {
                continue;
            }

            bool fits = schema.IsFalse
                ? evaluation.Fail(this, $"the member {Excerpt.Of(name)} is not allowed")
                : evaluation.CheckMember(schema, name, property.Value);
            if (!fits)
            {
                isValid = false;
                if (!evaluation.WantsMoreErrors)
                {
                    break;
                }
            }
        }

        parts!.AddAllMembers();
        return isValid;
    }
}
