using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>Which keywords hold schemas: only there <c>$id</c> and anchors are identifiers.</summary>
internal static class SubschemaKeywords
{
    /// <summary>The subschemas of a schema with their pointers.</summary>
    public static IEnumerable<(JsonElement Schema, string Pointer)> Of(JsonElement schema, string pointer, bool isLegacy)
    {
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            string name = JsonText.GetName(property);
            JsonElement value = property.Value;
            string place = JsonPointer.Append(pointer, name);
            switch (name)
            {
                case "additionalProperties" or "propertyNames" or "unevaluatedItems" or "unevaluatedProperties" or "contains" or "not" or "if"
                    or "then" or "else" or "additionalItems" or "contentSchema":
                    yield return (value, place);
                    break;
                case "items" when value.ValueKind != JsonValueKind.Array || !isLegacy:
                    yield return (value, place);
                    break;
                case "items" or "prefixItems" or "allOf" or "anyOf" or "oneOf" when value.ValueKind == JsonValueKind.Array:
                    int index = 0;
                    foreach (JsonElement item in value.EnumerateArray())
                    {
                        yield return (item, JsonPointer.Append(place, index++));
                    }

                    break;
                case "$defs" or "definitions" or "properties" or "patternProperties" or "dependentSchemas" or "dependencies"
                    when value.ValueKind == JsonValueKind.Object:
                    foreach (JsonProperty member in value.EnumerateObject())
                    {
                        yield return (member.Value, JsonPointer.Append(place, JsonText.GetName(member)));
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
