using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>propertyNames</c>: a schema for the names of members.</summary>
internal sealed class PropertyNamesRule(string location, SchemaNode schema) : SchemaRule(location, "propertyNames")
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
            List<SchemaError> causes = [];
            string name = JsonText.GetName(property);
            if (!evaluation.Try(schema, JsonSerializer.SerializeToElement(name, NameJsonContext.Default.String), parts: null, causes))
            {
                isValid = evaluation.Fail(this, $"{Excerpt.Of(name)} is not a name that a member may have{Causes.First(causes)}", causes);
                if (!evaluation.WantsMoreErrors)
                {
                    break;
                }
            }
        }

        return isValid;
    }
}
