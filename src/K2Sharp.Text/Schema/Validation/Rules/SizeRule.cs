using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>The six keywords that bound a size: code points of a string, items of an array, members of an object.</summary>
internal sealed class SizeRule(string location, string keyword, int limit) : SchemaRule(location, keyword)
{
    private readonly JsonValueKind _kind = keyword[3..] switch
    {
        "Length" => JsonValueKind.String,
        "Items" => JsonValueKind.Array,
        _ => JsonValueKind.Object,
    };

    private readonly bool _isMinimum = keyword.StartsWith("min", StringComparison.Ordinal);

    public override bool Check(Evaluation evaluation, JsonElement value, EvaluatedParts? parts)
    {
        if (value.ValueKind != _kind)
        {
            return true;
        }

        int size = _kind switch
        {
            JsonValueKind.String => CodePoints.Count(JsonText.GetRawString(value)),
            JsonValueKind.Array => value.GetArrayLength(),
            _ => value.GetPropertyCount(),
        };
        return (_isMinimum ? size >= limit : size <= limit)
            || evaluation.Fail(this, $"{size} {Unit()}, at {(_isMinimum ? "least" : "most")} {limit} are allowed");
    }

    private string Unit() => _kind switch
    {
        JsonValueKind.String => "characters",
        JsonValueKind.Array => "items",
        _ => "members",
    };
}
