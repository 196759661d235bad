using System.Text.Json;
using System.Text.RegularExpressions;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Patterns;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c> and, for members that neither names, <c>additionalProperties</c>. Of members with
/// one name each is checked.
/// </summary>
internal sealed class PropertiesRule(
    string location,
    string keyword,
    Dictionary<string, SchemaNode> named,
    IReadOnlyList<(EcmaPattern Pattern, SchemaNode Schema)> matched,
    SchemaNode? others) : SchemaRule(location, keyword)
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        bool isValid = true;
        try
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                if (!CheckMember(evaluation, property, parts))
                {
                    isValid = false;
                    if (!evaluation.WantsMoreErrors)
                    {
                        break;
                    }
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return evaluation.Stop(Location, "matching a name with a pattern takes too long");
        }

        return isValid;
    }

    private bool CheckMember(Evaluation evaluation, JsonProperty property, EvaluatedParts? parts)
    {
        string name = JsonText.GetName(property);
        bool isValid = true;
        bool isKnown = false;
        if (named.TryGetValue(name, out SchemaNode? schema))
        {
            isKnown = true;
            isValid = evaluation.CheckMember(schema, name, property.Value);
        }

        foreach ((EcmaPattern pattern, SchemaNode rule) in matched)
        {
            if ((isValid || evaluation.WantsMoreErrors) && evaluation.IsMatch(pattern, name))
            {
                isKnown = true;
                isValid &= evaluation.CheckMember(rule, name, property.Value);
            }
        }

        if (!isKnown && others is not null)
        {
            isKnown = true;
            isValid = others.IsFalse
                ? evaluation.Fail(others.Location, "additionalProperties", $"the member {Excerpt.Of(name)} is not allowed")
                : evaluation.CheckMember(others, name, property.Value);
        }

        if (isKnown)
        {
            parts?.AddMember(name);
        }

        return isValid;
    }
}
