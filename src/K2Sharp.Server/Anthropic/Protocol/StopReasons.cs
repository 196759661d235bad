namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>Why an answer ended, in the words of this API.</summary>
internal static class StopReasons
{
    public const string EndTurn = "end_turn";
    public const string MaxTokens = "max_tokens";
    public const string StopSequence = "stop_sequence";
    public const string ToolUse = "tool_use";
    public const string ContextExceeded = "model_context_window_exceeded";
}
