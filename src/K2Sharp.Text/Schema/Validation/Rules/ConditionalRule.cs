using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>if</c> with <c>then</c> and <c>else</c>.</summary>
internal sealed class ConditionalRule(string location, SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaRule(location, "if")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        EvaluatedParts? own = parts is null ? null : new EvaluatedParts();
        if (!evaluation.Try(condition, value, own))
        {
            return otherwise is null || otherwise.Check(evaluation, value, parts);
        }

        if (own is not null)
        {
            parts!.Add(own);
        }

        return then is null || then.Check(evaluation, value, parts);
    }
}
