using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>oneOf</c>.</summary>
internal sealed class OneOfRule(string location, IReadOnlyList<SchemaNode> schemas) : SchemaRule(location, "oneOf")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        int first = -1;
        EvaluatedParts? found = null;
        List<SchemaError> causes = [];
        for (int i = 0; i < schemas.Count; i++)
        {
            EvaluatedParts? own = parts is null ? null : new EvaluatedParts();
            if (!evaluation.Try(schemas[i], value, own, causes))
            {
                continue;
            }

            if (first >= 0)
            {
                return evaluation.Fail(this, $"alternatives {first} and {i} both fit; exactly one of {schemas.Count} may");
            }

            first = i;
            found = own;
        }

        if (first < 0)
        {
            return evaluation.Fail(this, $"none of {schemas.Count} alternatives fits{Causes.First(causes)}", causes);
        }

        if (found is not null)
        {
            parts!.Add(found);
        }

        return true;
    }
}
