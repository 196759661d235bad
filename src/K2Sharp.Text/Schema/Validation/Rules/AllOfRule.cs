using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>allOf</c>.</summary>
internal sealed class AllOfRule(string location, IReadOnlyList<SchemaNode> schemas) : SchemaRule(location, "allOf")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        bool isValid = true;
        foreach (SchemaNode schema in schemas)
        {
            if (!schema.Check(evaluation, value, parts))
            {
                isValid = false;
                if (!evaluation.WantsMoreErrors)
                {
                    break;
                }
            }
        }

        return isValid;
    }
}
