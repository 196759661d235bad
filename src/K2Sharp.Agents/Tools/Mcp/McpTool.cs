using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Agents.Tools.Mcp;

/// <summary>A tool of a server. What it changes is what the server says about it; without a word it is taken for one that must not run twice.</summary>
internal sealed class McpTool(McpClientTool tool, string name) : IAgentTool
{
    public string Name => name;

    public string Description => tool.Description;

    public JsonElement Parameters => tool.JsonSchema;

    public ToolEffect Effect => tool.ProtocolTool.Annotations switch
    {
        { ReadOnlyHint: true } => ToolEffect.None,
        { IdempotentHint: true } => ToolEffect.Idempotent,
        _ => ToolEffect.Once,
    };

    public bool RunsInParallel => Effect is ToolEffect.None;

    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        Dictionary<string, object?> arguments = invocation.Arguments.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value, StringComparer.Ordinal);
        CallToolResult result = await tool.CallAsync(arguments, cancellationToken: cancellation).ConfigureAwait(false);
        string text = string.Join('\n', result.Content.Select(Text));
        if (text.Length == 0 && result.StructuredContent is { } structured)
        {
            text = structured.ToString();
        }

        return new ToolOutput(text) { IsError = result.IsError is true };
    }

    private static string Text(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
        _ => $"[{block.Type} left out: the model reads only text]",
    };
}
