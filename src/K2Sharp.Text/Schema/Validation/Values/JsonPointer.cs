using System.Globalization;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Text.Schema.Validation.Values;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>A reference token as it stands in a pointer.</summary>
    public static string Escape(string token) =>
        token.AsSpan().ContainsAny('~', '/') ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : token;

    public static string Append(string pointer, string token) => $"{pointer}/{Escape(token)}";

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The tokens of a pointer; null when it is not one.</summary>
    public static string[]? Split(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        if (pointer[0] != '/')
        {
            return null;
        }

        string[] tokens = pointer[1..].Split('/');
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = tokens[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return tokens;
    }

    /// <summary>The member or item that a token names.</summary>
    public static bool TryStep(JsonElement element, string token, out JsonElement value)
    {
        value = default;
        if (element.ValueKind == JsonValueKind.Object)
        {
            return JsonText.TryGetMember(element, token, out value);
        }

        if (element.ValueKind != JsonValueKind.Array
            || !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            || index >= element.GetArrayLength()
            || (token.Length > 1 && token[0] == '0'))
        {
            return false;
        }

        value = element[index];
        return true;
    }
}
