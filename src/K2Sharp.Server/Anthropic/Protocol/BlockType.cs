namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>Kinds of content blocks that this server knows.</summary>
internal static class BlockType
{
    public const string Text = "text";
    public const string Thinking = "thinking";
    public const string RedactedThinking = "redacted_thinking";
    public const string ToolUse = "tool_use";
    public const string ToolResult = "tool_result";
    public const string Image = "image";
    public const string Document = "document";
    public const string SearchResult = "search_result";
}
