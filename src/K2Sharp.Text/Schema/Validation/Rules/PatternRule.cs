using System.Text.Json;
using System.Text.RegularExpressions;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Patterns;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>pattern</c>: an expression that matches somewhere in a string.</summary>
internal sealed class PatternRule(string location, string text, EcmaPattern pattern) : SchemaRule(location, "pattern")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return true;
        }

        try
        {
            return evaluation.IsMatch(pattern, JsonText.GetString(value)) || evaluation.Fail(this, $"{Excerpt.Of(value)} does not match the pattern {Excerpt.Of(text)}");
        }
        catch (RegexMatchTimeoutException)
        {
            return evaluation.Stop(Location, "matching the pattern takes too long");
        }
    }
}
