using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Chases;

/// <summary>A tool of one text argument, as it is named in a task.</summary>
internal sealed record ChaseTool(string Name, string Argument, string Description)
{
    private static readonly string[] s_names =
    [
        "lookup", "fetch_key", "follow", "get_node", "next_key", "read_entry", "open_link", "resolve", "get_next", "step",
    ];

    private static readonly string[] s_arguments = ["key", "id", "node", "name", "entry", "link", "from"];

    private static readonly string[] s_descriptions = ["Gives the next key.", "Looks up a key.", "Follows a link.", "Returns what comes next."];

    public static ChaseTool Draw(TaskRandom random) => new(random.Pick(s_names), random.Pick(s_arguments), random.Pick(s_descriptions));

    public ChatTool Declare() => ToolDeclaration.Create(Name, Description, new ToolParameter(Argument, "string"));

    /// <summary>A call with <paramref name="value"/>, which needs no escapes.</summary>
    public ToolRequest Request(string value) => new(Name, $$"""{"{{Argument}}":"{{value}}"}""");

    /// <summary>The argument of a call, or null where the call is not one of this tool with just that argument.</summary>
    public string? Read(ToolRequest request)
    {
        if (!string.Equals(request.Name, Name, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(request.Arguments);
            JsonElement root = document.RootElement;
            bool fits = root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Count() == 1 &&
                root.TryGetProperty(Argument, out JsonElement value) && value.ValueKind == JsonValueKind.String;
            return fits ? root.GetProperty(Argument).GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
