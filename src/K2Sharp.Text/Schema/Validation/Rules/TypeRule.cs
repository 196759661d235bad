using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary><c>type</c>: one or several of the seven; 1.0 is an integer.</summary>
internal sealed class TypeRule(string location, TypeNames types) : SchemaRule(location, "type")
{
    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        bool isValid = value.ValueKind switch
        {
            JsonValueKind.Null => types.HasFlag(TypeNames.Null),
            JsonValueKind.True or JsonValueKind.False => types.HasFlag(TypeNames.Boolean),
            JsonValueKind.String => types.HasFlag(TypeNames.String),
            JsonValueKind.Array => types.HasFlag(TypeNames.Array),
            JsonValueKind.Object => types.HasFlag(TypeNames.Object),
            JsonValueKind.Number => types.HasFlag(TypeNames.Number) || (types.HasFlag(TypeNames.Integer) && ExactNumber.From(value).IsInteger),
            _ => false,
        };
        return isValid || evaluation.Fail(this, $"expected {Describe()}, found {Excerpt.Kind(value)}");
    }

    private string Describe() =>
        string.Join(" or ", Enum.GetValues<TypeNames>().Where(type => type != TypeNames.None && types.HasFlag(type)).Select(type => type switch
        {
            TypeNames.Null => "null",
            TypeNames.Array or TypeNames.Object or TypeNames.Integer => $"an {type.ToString().ToLowerInvariant()}",
            _ => $"a {type.ToString().ToLowerInvariant()}",
        }));
}
