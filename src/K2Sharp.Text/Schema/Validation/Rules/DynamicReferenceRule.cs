using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Loading;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>$dynamicRef</c> to a dynamic anchor: the one of that name in the outermost resource through which the check has come.</summary>
/// <param name="location">The place of the schema around it.</param>
/// <param name="initial">What the reference means by itself.</param>
/// <param name="targets">What it means in each resource that has the anchor; filled before the first check.</param>
internal sealed class DynamicReferenceRule(string location, SchemaNode initial, IReadOnlyDictionary<SchemaResource, SchemaNode> targets)
    : SchemaRule(location, "$dynamicRef")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        foreach (SchemaResource resource in evaluation.Scope)
        {
            if (targets.TryGetValue(resource, out SchemaNode? target))
            {
                return target.Check(evaluation, value, parts);
            }
        }

        return initial.Check(evaluation, value, parts);
    }
}
