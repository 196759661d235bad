using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>Declares a domain's functions.</summary>
internal static class ToolSchema
{
    /// <summary>A function with parameters given as JSON schemas by name.</summary>
    public static AIFunctionDeclaration Declare(string name, string description, string properties, params string[] required)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = JsonNode.Parse(properties), ["required"] = new JsonArray([.. required.Select(parameter => (JsonNode)parameter)]) };
        return AIFunctionFactory.CreateDeclaration(name, description, JsonSerializer.SerializeToElement(schema));
    }
}
