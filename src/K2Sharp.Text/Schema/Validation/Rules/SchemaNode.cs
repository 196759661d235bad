using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Loading;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>One schema, compiled.</summary>
internal sealed class SchemaNode(SchemaResource resource, string location)
{
    public SchemaResource Resource { get; } = resource;

    /// <summary>The schema's place: the resource's URI where it is not the main one, <c>#</c> and a pointer.</summary>
    public string Location { get; } = location;

    /// <summary>Whether this is the schema <c>false</c>.</summary>
    public bool IsFalse { get; set; }

    /// <summary>Set once, after all nodes exist; those with <c>unevaluated..</c> last.</summary>
    public IReadOnlyList<SchemaRule> Rules { get; set; } = [];

    /// <summary>Whether a rule asks what the others have looked at.</summary>
    public bool AsksForParts { get; set; }

    /// <summary>Whether the value keeps all rules.</summary>
    /// <param name="evaluation">The check in progress.</param>
    /// <param name="value">The value.</param>
    /// <param name="parts">Takes what was looked at, if anyone asks; only meaningful when the result is true.</param>
    public bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (IsFalse)
        {
            return evaluation.Fail(Location, "false", $"{Values.Excerpt.Kind(value)} stands where nothing is allowed");
        }

        if (Rules.Count == 0)
        {
            return true;
        }

        if (!evaluation.Enter(this, value))
        {
            return false;
        }

        EvaluatedParts? own = AsksForParts ? new EvaluatedParts() : parts;
        bool isValid = true;
        foreach (SchemaRule rule in Rules)
        {
            if (!rule.Check(evaluation, value, own))
            {
                isValid = false;
                if (!evaluation.WantsMoreErrors)
                {
                    break;
                }
            }
        }

        if (isValid && parts is not null && !ReferenceEquals(own, parts))
        {
            parts.Add(own!);
        }

        evaluation.Leave();
        return isValid;
    }
}
