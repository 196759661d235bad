using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Anthropic.Events;

/// <summary>
/// Turns the model's events into those of a message: a thought, a text and every call are blocks, opened before what they hold and closed behind it.
/// What it has written adds up to the message that a client gets who does not read along.
/// </summary>
/// <param name="begun">The message as it begins.</param>
/// <param name="sign">Makes the signature of a thought.</param>
internal sealed class MessageWriter(MessageObject begun, Func<string, string> sign)
{
    private static readonly System.Text.Json.JsonElement s_noInput = System.Text.Json.JsonElement.Parse("{}");
    private readonly List<ContentBlock> _content = [];
    private readonly List<MessageEvent> _events = [];
    private OpenBlock? _open;

    /// <summary>The first event.</summary>
    /// <param name="totals">Tokens taken so far.</param>
    public MessageEvent Start(AnswerTotals totals) =>
        new() { Type = EventType.MessageStart, Message = begun with { Usage = MessageUsage.Of(totals) } };

    /// <summary>The events of one of the model's, all but its last.</summary>
    public IReadOnlyList<MessageEvent> Next(AssistantEvent item)
    {
        switch (item)
        {
            case ReasoningDelta reasoning:
                Continue(new ContentBlock { Type = BlockType.Thinking, Thinking = string.Empty, Signature = string.Empty }, reasoning.Text);
                break;
            case TextDelta text:
                Continue(new ContentBlock { Type = BlockType.Text, Text = string.Empty }, text.Text);
                break;
            case ToolCallStarted call:
                Close();
                Open(new ContentBlock { Type = BlockType.ToolUse, Id = call.Id, Name = call.Name, Input = s_noInput });
                break;
            case ToolArgumentsDelta arguments:
                Append(arguments.Text);
                break;
            default:
                break;
        }

        return Take();
    }

    /// <summary>The last events.</summary>
    /// <param name="reason">One of <see cref="StopReasons"/>.</param>
    /// <param name="stopSequence">The stop sequence that was met, where one was.</param>
    /// <param name="totals">Tokens taken.</param>
    /// <param name="message">The whole message.</param>
    public IReadOnlyList<MessageEvent> End(string reason, string? stopSequence, AnswerTotals totals, out MessageObject message)
    {
        Close();
        message = begun with { Content = [.. _content], StopReason = reason, StopSequence = stopSequence, Usage = MessageUsage.Of(totals) };
        _events.Add(new MessageEvent
        {
            Type = EventType.MessageDelta,
            Delta = new EndDelta { StopReason = reason, StopSequence = stopSequence },
            Usage = message.Usage,
        });
        _events.Add(new MessageEvent { Type = EventType.MessageStop });
        return Take();
    }

    /// <summary>More of a thought or a text; its block is opened where it is not.</summary>
    private void Continue(ContentBlock start, string text)
    {
        if (_open?.Type != start.Type)
        {
            Close();
            Open(start);
        }

        Append(text);
    }

    private void Open(ContentBlock start)
    {
        _open = new OpenBlock(start);
        Emit(EventType.BlockStart, item => item with { ContentBlock = start });
    }

    private void Append(string text)
    {
        _open!.Append(text);
        Emit(EventType.BlockDelta, item => item with { Delta = DeltaOf(_open.Type, text) });
    }

    private void Close()
    {
        if (_open is null)
        {
            return;
        }

        ContentBlock block = _open.Close(sign);
        if (block.Type == BlockType.Thinking)
        {
            Emit(EventType.BlockDelta, item => item with { Delta = new BlockDelta { Type = "signature_delta", Signature = block.Signature } });
        }

        Emit(EventType.BlockStop, item => item);
        _content.Add(block);
        _open = null;
    }

    private void Emit(string type, Func<MessageEvent, MessageEvent> complete) => _events.Add(complete(new MessageEvent { Type = type, Index = _content.Count }));

    private static BlockDelta DeltaOf(string type, string text) => type switch
    {
        BlockType.Text => new BlockDelta { Type = "text_delta", Text = text },
        BlockType.Thinking => new BlockDelta { Type = "thinking_delta", Thinking = text },
        _ => new BlockDelta { Type = "input_json_delta", PartialJson = text },
    };

    private MessageEvent[] Take()
    {
        MessageEvent[] events = [.. _events];
        _events.Clear();
        return events;
    }
}
