using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Wire;

/// <summary>Reads members of JSON objects; what is wrong is said with its path.</summary>
internal static class JsonFields
{
    /// <summary>A text that must be there.</summary>
    /// <exception cref="ApiException">It is missing or of another kind.</exception>
    public static string Text(JsonElement item, string name, string path) =>
        TextOrNull(item, name, path) ?? throw ApiException.Invalid($"{path}.{name}", "missing; send a string");

    /// <summary>A text that must be there and have something in it.</summary>
    /// <exception cref="ApiException">It is missing, empty or of another kind.</exception>
    public static string NotEmpty(JsonElement item, string name, string path) => Text(item, name, path) is { Length: > 0 } text
        ? text
        : throw ApiException.Invalid($"{path}.{name}", "expected a text that is not empty");

    /// <summary>A text that may be missing or null.</summary>
    /// <exception cref="ApiException">It is of another kind.</exception>
    public static string? TextOrNull(JsonElement item, string name, string path)
    {
        JsonElement value = Member(item, name);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => JsonText.GetString(value),
            _ => throw ApiException.Invalid($"{path}.{name}", $"expected a string, found {JsonKinds.Describe(value)}"),
        };
    }

    /// <summary>A member; undefined where it is missing.</summary>
    public static JsonElement Member(JsonElement item, string name) => JsonText.TryGetMember(item, name, out JsonElement value) ? value : default;

    /// <exception cref="ApiException">It is no object.</exception>
    public static void RequireObject(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Invalid(path, $"expected an object, found {JsonKinds.Describe(value)}");
        }
    }

    /// <summary>Whether a value is there and not null.</summary>
    public static bool IsThere(JsonElement value) => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
}
