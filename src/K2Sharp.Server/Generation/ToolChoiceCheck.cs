using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Errors;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Generation;

/// <summary>Whether a choice of tools can be, whatever API it came through.</summary>
internal static class ToolChoiceCheck
{
    /// <param name="choice">The choice.</param>
    /// <param name="tools">The tools that there are.</param>
    /// <param name="nameField">What the API calls the field of the tool's name.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ApiException">It asks for a call that cannot be.</exception>
    public static ToolChoice Require(ToolChoice choice, IReadOnlyList<ChatTool> tools, string nameField) => choice.Mode switch
    {
        ToolChoiceMode.Required or ToolChoiceMode.Named when tools.Count == 0 =>
            throw ApiException.Invalid("tool_choice", "a call is required, but there are no tools"),
        ToolChoiceMode.Named when tools.All(tool => !string.Equals(tool.Name, choice.Name, StringComparison.Ordinal)) =>
            throw ApiException.Invalid(nameField, "no tool has this name"),
        _ => choice,
    };
}
