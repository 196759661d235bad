using System.Text;
using System.Text.Json;

namespace K2Sharp.Agents.Tools.Planning;

/// <summary>A list of things to do. Each call gives the whole list, so the conversation itself is where it is kept.</summary>
public sealed class TodoTool : IAgentTool
{
    /// <inheritdoc/>
    public string Name => "todo";

    /// <inheritdoc/>
    public string Description => "Writes down the whole list of steps with what has become of them; replaces the list before.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """
        {"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"title":{"type":"string"},
        "status":{"type":"string","enum":["pending","in_progress","done"]}},"required":["title","status"],"additionalProperties":false}}},
        "required":["items"],"additionalProperties":false}
        """);

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var text = new StringBuilder();
        foreach (JsonElement item in invocation.Arguments.GetProperty("items").EnumerateArray())
        {
            string mark = item.GetProperty("status").GetString() switch
            {
                "done" => "[x]",
                "in_progress" => "[>]",
                _ => "[ ]",
            };
            text.Append(mark).Append(' ').Append(item.GetProperty("title").GetString()).Append('\n');
        }

        return Task.FromResult(new ToolOutput(text.Length == 0 ? "[the list is empty]" : text.ToString().TrimEnd('\n')));
    }
}
