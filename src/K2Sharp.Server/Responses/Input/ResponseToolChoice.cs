using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Reads <c>"auto"</c>, <c>"none"</c>, <c>"required"</c> or <c>{"type":"function","name":".."}</c>.</summary>
internal static class ResponseToolChoice
{
    private const string Expectation = "must be \"auto\", \"none\", \"required\" or {\"type\":\"function\",\"name\":\"..\"}";

    /// <exception cref="ApiException">It is another value, or asks for a call that cannot be.</exception>
    public static ToolChoice Read(JsonElement choice, IReadOnlyList<ChatTool> tools)
    {
        ToolChoice read = choice.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => ToolChoice.Auto,
            JsonValueKind.String when choice.ValueEquals("auto") => ToolChoice.Auto,
            JsonValueKind.String when choice.ValueEquals("none") => ToolChoice.None,
            JsonValueKind.String when choice.ValueEquals("required") => ToolChoice.Required,
            JsonValueKind.Object when JsonFields.Text(choice, "type", "tool_choice") is "function" => ToolChoice.Named(JsonFields.Text(choice, "name", "tool_choice")),
            _ => throw ApiException.Invalid("tool_choice", Expectation),
        };
        return ToolChoiceCheck.Require(read, tools, "tool_choice.name");
    }
}
