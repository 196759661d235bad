using System.Text.Json;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static bool TryFind(JsonElement root, string pointer, out JsonElement element)
    {
        element = root;
        foreach (string part in pointer.Split('/').Skip(1))
        {
            string name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            bool found = element.ValueKind switch
            {
                JsonValueKind.Object => element.TryGetProperty(name, out element),
                JsonValueKind.Array => TryIndex(name, ref element),
                _ => false,
            };
            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryIndex(string name, ref JsonElement element)
    {
        if (!int.TryParse(name, out int index) || index < 0 || index >= element.GetArrayLength())
        {
            return false;
        }

        element = element[index];
        return true;
    }
}
