using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Protocol;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Reads the form of a text.</summary>
internal static class ResponseFormats
{
    /// <exception cref="ApiException">It is of another type, or lacks its name or its schema.</exception>
    public static AnswerFormat Read(TextFormat? format)
    {
        switch (format?.Type)
        {
            case null when format is null:
            case "text":
                return AnswerFormat.Text;
            case "json_object":
                return AnswerFormat.JsonObject;
            case "json_schema" when string.IsNullOrEmpty(format.Name):
                throw ApiException.Invalid("text.format.name", "missing; give the schema a name");
            case "json_schema":
                return format.Schema.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
                    ? AnswerFormat.JsonSchema(format.Schema)
                    : throw ApiException.Invalid("text.format.schema", "missing; send a JSON Schema");
            default:
                throw ApiException.Invalid("text.format.type", "must be text, json_object or json_schema");
        }
    }
}
