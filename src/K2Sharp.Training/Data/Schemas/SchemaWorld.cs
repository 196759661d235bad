using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>Accepts whatever fits a declared schema and gives it an id.</summary>
internal sealed class SchemaWorld(IReadOnlyList<ChatTool> tools, string id) : IToolWorld
{
    public string Call(ToolRequest request)
    {
        foreach (ChatTool tool in tools)
        {
            if (tool.Name == request.Name && tool.Parameters is { } schema)
            {
                return Run(request.Arguments, schema);
            }
        }

        return JsonWords.Error("unknown tool");
    }

    private string Run(string arguments, JsonElement schema)
    {
        string? error = JsonWords.TryReadObject(arguments, out JsonElement value) ? SchemaCheck.FindError(value, schema) : "no JSON object";
        return error is null ? "{\"ok\":true,\"id\":" + JsonWords.Quote(id) + "}" : JsonWords.Error(error);
    }
}
