using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>required</c>: members that must be there.</summary>
internal sealed class RequiredRule(string location, IReadOnlyList<string> names) : SchemaRule(location, "required")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object || names.Count == 0)
        {
            return true;
        }

        MemberNames present = new(value, names.Count);
        bool isValid = true;
        foreach (string name in names)
        {
            if (!present.Contains(name))
            {
                isValid = evaluation.Fail(this, $"the member {Excerpt.Of(name)} is missing");
                if (!evaluation.WantsMoreErrors)
                {
                    break;
                }
            }
        }

        return isValid;
    }
}
