using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>Builds tool declarations in the OpenAI form.</summary>
internal static class ToolDeclaration
{
    /// <summary>A tool whose parameters are plain values; arguments are written in the order of <paramref name="parameters"/>.</summary>
    public static ChatTool Create(string name, string description, params ReadOnlySpan<ToolParameter> parameters)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (ToolParameter parameter in parameters)
        {
            properties.Add(parameter.Name, Schema(parameter));
            if (parameter.Required)
            {
                required.Add((JsonNode)parameter.Name);
            }
        }

        return Build(name, description, new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required });
    }

    /// <summary>A tool whose parameters are given as a JSON schema.</summary>
    public static ChatTool FromSchema(string name, string description, string parametersJson) =>
        Build(name, description, JsonNode.Parse(parametersJson)!);

    private static JsonObject Schema(ToolParameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.Description.Length > 0)
        {
            schema.Add("description", parameter.Description);
        }

        if (parameter.Enum is { } values)
        {
            schema.Add("enum", new JsonArray([.. values.Select(value => (JsonNode)value)]));
        }

        return schema;
    }

    private static ChatTool Build(string name, string description, JsonNode parameters)
    {
        var function = new JsonObject { ["name"] = name, ["description"] = description, ["parameters"] = parameters };
        var tool = new JsonObject { ["type"] = "function", ["function"] = function };
        return new ChatTool(JsonSerializer.SerializeToElement(tool));
    }
}
