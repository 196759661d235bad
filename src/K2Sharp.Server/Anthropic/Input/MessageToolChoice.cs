using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic.Input;

/// <summary>Whether tools may or must be called.</summary>
/// <param name="Choice">Which.</param>
/// <param name="AllowsParallel">Whether one answer may hold several calls.</param>
internal sealed record MessageToolChoice(ToolChoice Choice, bool AllowsParallel)
{
    /// <summary>Reads <c>{"type":"auto"|"any"|"tool"|"none","name":"..","disable_parallel_tool_use":true}</c>.</summary>
    /// <exception cref="ApiException">It is another value, or asks for a call that cannot be.</exception>
    public static MessageToolChoice Read(JsonElement choice, IReadOnlyList<ChatTool> tools)
    {
        if (!JsonFields.IsThere(choice))
        {
            return new MessageToolChoice(ToolChoice.Auto, AllowsParallel: true);
        }

        JsonFields.RequireObject(choice, "tool_choice");
        ToolChoice read = JsonFields.Text(choice, "type", "tool_choice") switch
        {
            "auto" => ToolChoice.Auto,
            "none" => ToolChoice.None,
            "any" => ToolChoice.Required,
            "tool" => ToolChoice.Named(JsonFields.Text(choice, "name", "tool_choice")),
            _ => throw ApiException.Invalid("tool_choice.type", "must be auto, any, tool or none"),
        };
        return new MessageToolChoice(ToolChoiceCheck.Require(read, tools, "tool_choice.name"), !IsParallelDisabled(choice));
    }

    private static bool IsParallelDisabled(JsonElement choice) => JsonFields.Member(choice, "disable_parallel_tool_use") switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        JsonElement other => throw ApiException.Invalid("tool_choice.disable_parallel_tool_use", $"expected true or false, found {JsonKinds.Describe(other)}"),
    };
}
