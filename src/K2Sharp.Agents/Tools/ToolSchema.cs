using System.Text.Json;

namespace K2Sharp.Agents.Tools;

/// <summary>Schemas written down as text.</summary>
internal static class ToolSchema
{
    public static JsonElement Of(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
