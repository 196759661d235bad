using System.Text;
using System.Text.Json;

namespace K2Sharp.Evals.Grading;

/// <summary>
/// Compares a call with BFCL's possible answers, by the rules of its AST checker: the declared types decide (a whole number passes for a
/// float, nothing else for anything else), texts are compared without case, spaces and punctuation, an empty text among the possible
/// values means that the parameter may be left out, and no parameter may be added.
/// </summary>
internal static class CallChecker
{
    // Punctuation in which right answers differ.
    private const string Ignored = " ,./-_*^";

    /// <summary>Checks one call.</summary>
    /// <param name="parameters">The function's parameters as BFCL declares them.</param>
    /// <param name="expected">Each parameter's possible values.</param>
    /// <param name="arguments">The call's arguments.</param>
    /// <returns>Null when it is right, otherwise why not.</returns>
    public static string? Check(JsonElement parameters, JsonElement expected, JsonElement arguments)
    {
        JsonElement properties = parameters.GetProperty("properties");
        if (parameters.TryGetProperty("required", out JsonElement required)
            && required.EnumerateArray().FirstOrDefault(name => !arguments.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{missing.GetString()} is required and missing";
        }

        foreach (JsonProperty argument in arguments.EnumerateObject())
        {
            if (!properties.TryGetProperty(argument.Name, out JsonElement declared) || !expected.TryGetProperty(argument.Name, out JsonElement possible))
            {
                return $"{argument.Name} is not expected";
            }

            string type = declared.TryGetProperty("type", out JsonElement named) ? named.GetString()! : "any";
            if (!HasType(argument.Value, type) && !HasTypeOf(argument.Value, possible))
            {
                return $"{argument.Name} is {Kind(argument.Value)}, not {type}";
            }

            if (!MatchesOne(argument.Value, possible))
            {
                return $"{argument.Name} is {argument.Value.GetRawText()}, not one of {possible.GetRawText()}";
            }
        }

        foreach (JsonProperty possible in expected.EnumerateObject())
        {
            if (!arguments.TryGetProperty(possible.Name, out _) && !MayBeLeftOut(possible.Value))
            {
                return $"{possible.Name} is missing";
            }
        }

        return null;
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "any" => true,
        "float" or "number" => Kind(value) is "float" or "integer",
        "tuple" or "list" => Kind(value) == "array",
        "object" => Kind(value) == "dict",
        "bool" => Kind(value) == "boolean",
        _ => Kind(value) == type,
    };

    /// <summary>Whether the possible values are themselves of another type than declared, as variables' names are, and the value is so too.</summary>
    private static bool HasTypeOf(JsonElement value, JsonElement possible) =>
        possible.EnumerateArray().Where(candidate => !IsEmptyText(candidate)).Take(1).Any(candidate => Kind(candidate) == Kind(value));

    /// <summary>Python's kind: 5 and 5.0 are different.</summary>
    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "dict",
        JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "float" : "integer",
        _ => "null",
    };

    private static bool MatchesOne(JsonElement value, JsonElement possible) => possible.EnumerateArray().Any(candidate => Matches(value, candidate));

    private static bool Matches(JsonElement value, JsonElement expected) => (value.ValueKind, expected.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => Standard(value.GetString()!) == Standard(expected.GetString()!),
        (JsonValueKind.Number, JsonValueKind.Number) => value.GetDouble().Equals(expected.GetDouble()),
        (JsonValueKind.Array, JsonValueKind.Array) => value.GetArrayLength() == expected.GetArrayLength()
            && value.EnumerateArray().Zip(expected.EnumerateArray()).All(pair => Matches(pair.First, pair.Second)),
        (JsonValueKind.Object, JsonValueKind.Object) => MatchesObject(value, expected),
        _ => value.ValueKind == expected.ValueKind && value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null && value.ValueKind == expected.ValueKind,
    };

    /// <summary>An expected object holds each member's possible values.</summary>
    private static bool MatchesObject(JsonElement value, JsonElement expected)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!expected.TryGetProperty(member.Name, out JsonElement possible)
                || !(possible.ValueKind == JsonValueKind.Array ? MatchesOne(member.Value, possible) : Matches(member.Value, possible)))
            {
                return false;
            }
        }

        return expected.EnumerateObject().All(possible =>
            value.TryGetProperty(possible.Name, out _) || (possible.Value.ValueKind == JsonValueKind.Array && MayBeLeftOut(possible.Value)));
    }

    private static bool MayBeLeftOut(JsonElement possible) => possible.EnumerateArray().Any(IsEmptyText);

    private static bool IsEmptyText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0;

    private static string Standard(string text)
    {
        var standard = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!Ignored.Contains(c, StringComparison.Ordinal))
            {
                standard.Append(c == '\'' ? '"' : char.ToLowerInvariant(c));
            }
        }

        return standard.ToString();
    }
}
