namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>Kinds of events.</summary>
internal static class EventType
{
    public const string MessageStart = "message_start";
    public const string BlockStart = "content_block_start";
    public const string BlockDelta = "content_block_delta";
    public const string BlockStop = "content_block_stop";
    public const string MessageDelta = "message_delta";
    public const string MessageStop = "message_stop";
    public const string Ping = "ping";
    public const string Error = "error";
}
