using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>dependentSchemas</c>, and <c>dependencies</c> with schemas: where a member is, a schema holds for the whole object.</summary>
internal sealed class DependentSchemasRule(string location, string keyword, IReadOnlyList<(string Member, SchemaNode Schema)> dependencies)
    : SchemaRule(location, keyword)
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        MemberNames present = new(value, dependencies.Count);
        bool isValid = true;
        foreach ((string member, SchemaNode schema) in dependencies)
        {
            if (present.Contains(member) && !schema.Check(evaluation, value, parts))
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
