using System.Runtime.CompilerServices;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Text.Schema.Validation.Values;

/// <summary>
/// Equality of JSON values by JSON Schema's rules: numbers by mathematical value, strings by code points, arrays in order, objects
/// without order. Of members with one name the last counts. Throws <see cref="InsufficientExecutionStackException"/> where values
/// nest deeper than the stack allows.
/// </summary>
internal sealed class JsonEquality : IEqualityComparer<JsonElement>
{
    public static JsonEquality Instance { get; } = new();

    public bool Equals(JsonElement x, JsonElement y)
    {
        if (x.ValueKind != y.ValueKind)
        {
            return false;
        }

        switch (x.ValueKind)
        {
            case JsonValueKind.Number:
                return ExactNumber.From(x).Equals(ExactNumber.From(y));
            case JsonValueKind.String:
                return string.Equals(JsonText.GetRawString(x), JsonText.GetRawString(y), StringComparison.Ordinal);
            case JsonValueKind.Array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return x.GetArrayLength() == y.GetArrayLength() && x.EnumerateArray().SequenceEqual(y.EnumerateArray(), this);
            case JsonValueKind.Object:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                Dictionary<string, JsonElement> left = Members(x);
                Dictionary<string, JsonElement> right = Members(y);
                return left.Count == right.Count
                    && left.All(member => right.TryGetValue(member.Key, out JsonElement other) && Equals(member.Value, other));
            default:
                return true;
        }
    }

    public int GetHashCode(JsonElement obj)
    {
        switch (obj.ValueKind)
        {
            case JsonValueKind.Number:
                return ExactNumber.From(obj).GetHashCode();
            case JsonValueKind.String:
                return string.GetHashCode(JsonText.GetRawString(obj), StringComparison.Ordinal);
            case JsonValueKind.Array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                HashCode items = default;
                foreach (JsonElement item in obj.EnumerateArray())
                {
                    items.Add(GetHashCode(item));
                }

                return items.ToHashCode();
            case JsonValueKind.Object:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                int members = 0;
                foreach ((string name, JsonElement value) in Members(obj))
                {
                    members += HashCode.Combine(string.GetHashCode(name, StringComparison.Ordinal), GetHashCode(value));
                }

                return members;
            default:
                return (int)obj.ValueKind;
        }
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element)
    {
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            members[JsonText.GetName(property)] = property.Value;
        }

        return members;
    }
}
