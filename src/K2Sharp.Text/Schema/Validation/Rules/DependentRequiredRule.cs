using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>dependentRequired</c>, and <c>dependencies</c> with lists of names: where one member is, others must be.</summary>
internal sealed class DependentRequiredRule(string location, string keyword, IReadOnlyList<(string Member, string[] Needed)> dependencies)
    : SchemaRule(location, keyword)
{
    private readonly int _questions = dependencies.Sum(dependency => 1 + dependency.Needed.Length);

    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        MemberNames present = new(value, _questions);
        bool isValid = true;
        foreach ((string member, string[] needed) in dependencies)
        {
            if (present.Contains(member) && Array.Find(needed, name => !present.Contains(name)) is { } missing)
            {
                isValid = evaluation.Fail(this, $"the member {Excerpt.Of(missing)} is missing; {Excerpt.Of(member)} needs it");
            }
        }

        return isValid;
    }
}
