using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI.Chat;

namespace K2Sharp.Server.Mcp;

/// <summary>Reads the arguments of tools.</summary>
internal static class McpArguments
{
    /// <summary>Whether an argument was left out.</summary>
    public static bool IsMissing(JsonElement? value) => value is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };

    /// <summary>The conversation of a call.</summary>
    /// <exception cref="ApiException">There is none, or there are two.</exception>
    public static JsonElement Messages(string? prompt, JsonElement? messages, string? system)
    {
        if (!IsMissing(messages))
        {
            return prompt is null && system is null ? messages!.Value : throw ApiException.Invalid("messages", "give either messages, or prompt and system");
        }

        if (prompt is null)
        {
            throw ApiException.Invalid("prompt", "missing; send a text, or a conversation as messages");
        }

        var made = new JsonArray();
        if (!string.IsNullOrEmpty(system))
        {
            made.Add(Message("system", system));
        }

        made.Add(Message("user", prompt));
        return JsonElement.Parse(made.ToJsonString());
    }

    /// <summary>The form of the answer.</summary>
    public static ResponseFormat? Format(JsonElement? schema) => IsMissing(schema)
        ? null
        : new ResponseFormat { Type = "json_schema", JsonSchema = new ResponseSchema { Name = "answer", Schema = schema!.Value } };

    private static JsonObject Message(string role, string content) => new JsonObject { ["role"] = role, ["content"] = content };
}
