using System.Text.Json;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic.Input;

/// <summary>Reads the system message: a text, or blocks of text.</summary>
internal static class SystemText
{
    /// <summary>
    /// How a block begins that a coding agent puts first, with a number that differs from request to request: no prefix of the prompt would ever be found
    /// in the cache. It says nothing to the model.
    /// </summary>
    private const string BillingHeader = "x-anthropic-billing-header";

    /// <exception cref="ApiException">It is of another kind.</exception>
    public static IReadOnlyList<ChatContentPart> Read(JsonElement system)
    {
        switch (system.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return [];
            case JsonValueKind.String:
                return Parts(JsonText.GetString(system));
            case JsonValueKind.Array:
                List<ChatContentPart> parts = [];
                int index = 0;
                foreach (JsonElement block in system.EnumerateArray())
                {
                    parts.AddRange(Parts(ReadBlock(block, $"system[{index++}]")));
                }

                return parts;
            default:
                throw ApiException.Invalid("system", $"expected a string or an array of text blocks, found {JsonKinds.Describe(system)}");
        }
    }

    private static string ReadBlock(JsonElement block, string path)
    {
        JsonFields.RequireObject(block, path);
        return JsonFields.Text(block, "type", path) is BlockType.Text
            ? JsonFields.Text(block, "text", path)
            : throw ApiException.Invalid($"{path}.type", "must be text");
    }

    private static ChatContentPart[] Parts(string text) =>
        text.Length == 0 || text.StartsWith(BillingHeader, StringComparison.Ordinal) ? [] : [ChatContentPart.FromText(text)];
}
