using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>Declares the offline suites' tools and writes their results.</summary>
internal static class ToolText
{
    /// <summary>A tool whose parameters are all texts and required.</summary>
    public static AIFunctionDeclaration Declare(string name, string description, params ReadOnlySpan<string> parameters)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (string parameter in parameters)
        {
            properties[parameter] = new JsonObject { ["type"] = "string" };
            required.Add((JsonNode)parameter);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        return AIFunctionFactory.CreateDeclaration(name, description, JsonSerializer.SerializeToElement(schema));
    }

    /// <summary>A result that tells what is wrong.</summary>
    public static string Error(string message) => new JsonObject { ["error"] = message }.ToJsonString();
}
