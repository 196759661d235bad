using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>anyOf</c>.</summary>
internal sealed class AnyOfRule(string location, IReadOnlyList<SchemaNode> schemas) : SchemaRule(location, "anyOf")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        bool isValid = false;
        List<SchemaError> causes = [];
        foreach (SchemaNode schema in schemas)
        {
            EvaluatedParts? own = parts is null ? null : new EvaluatedParts();
            if (evaluation.Try(schema, value, own, causes))
            {
                isValid = true;
                if (own is null)
                {
                    break;
                }

                // Each that holds says what it has looked at.
                parts!.Add(own);
            }
        }

        return isValid || evaluation.Fail(this, $"none of {schemas.Count} alternatives fits{Causes.First(causes)}", causes);
    }
}
