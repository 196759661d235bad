using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI.LogProbabilities;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Responses.Events;

/// <summary>
/// Turns the model's events into those of a response: a thought, a text and every call are items, opened before what they hold and closed behind
/// it. The last event has the whole response, which is all that a client gets who does not read along.
/// </summary>
/// <param name="begun">The response as it begins.</param>
/// <param name="isSummarised">Whether thoughts come as summaries.</param>
/// <param name="isCarried">Whether thoughts also come in the form that clients without a place for them send back.</param>
internal sealed class ResponseWriter(ResponseObject begun, bool isSummarised, bool isCarried)
{
    private static readonly TokenScore[] s_none = [];
    private readonly List<ResponseItem> _output = [];
    private readonly List<ResponseEvent> _events = [];
    private OpenItem? _open;
    private int _sequence;

    /// <summary>The events before anything is said.</summary>
    public IReadOnlyList<ResponseEvent> Begin()
    {
        Emit(EventType.Created, item => item with { Response = begun });
        Emit(EventType.InProgress, item => item with { Response = begun });
        return Take();
    }

    /// <summary>The events of one of the model's, all but its last.</summary>
    /// <param name="item">The model's event.</param>
    /// <param name="scores">How likely the tokens of a text were, where it was asked for.</param>
    public IReadOnlyList<ResponseEvent> Next(AssistantEvent item, IReadOnlyList<TokenScore> scores)
    {
        switch (item)
        {
            case ReasoningDelta reasoning:
                Continue(isSummarised ? PartType.SummaryText : PartType.ReasoningText, reasoning.Text, s_none);
                break;
            case TextDelta text:
                Continue(PartType.OutputText, text.Text, scores);
                break;
            case ToolCallStarted call:
                Close(ResponseStatus.Completed);
                Open(new ResponseItem
                {
                    Id = ItemIds.For(ItemType.FunctionCall),
                    Type = ItemType.FunctionCall,
                    Status = ResponseStatus.InProgress,
                    CallId = call.Id,
                    Name = call.Name,
                    Arguments = string.Empty,
                });
                break;
            case ToolArgumentsDelta arguments:
                _open!.Append(arguments.Text, s_none);
                EmitOfItem(EventType.ArgumentsDelta, item => item with { Delta = arguments.Text });
                break;
            default:
                break;
        }

        return Take();
    }

    /// <summary>The last events.</summary>
    /// <param name="reason">Why the model ended; see <see cref="FinishReason"/>.</param>
    /// <param name="scores">How likely the tokens were that no text has shown.</param>
    /// <param name="totals">Tokens taken.</param>
    /// <param name="keep">Told of the whole response before there is a last event: what a client has seen finished is kept.</param>
    public IReadOnlyList<ResponseEvent> End(string reason, IReadOnlyList<TokenScore> scores, AnswerTotals totals, Action<ResponseObject> keep)
    {
        bool isCut = string.Equals(reason, FinishReason.Length, StringComparison.Ordinal);
        if (_open?.PartType == PartType.OutputText)
        {
            _open.Append(string.Empty, scores);
        }

        Close(isCut ? ResponseStatus.Incomplete : ResponseStatus.Completed);
        ResponseObject response = begun with
        {
            Status = isCut ? ResponseStatus.Incomplete : ResponseStatus.Completed,
            IncompleteDetails = isCut ? IncompleteDetails.MaxOutputTokens : null,
            Output = [.. _output],
            Usage = ResponseUsage.Of(totals),
        };
        keep(response);
        Emit(isCut ? EventType.Incomplete : EventType.Completed, item => item with { Response = response });
        return Take();
    }

    /// <summary>The last events of a response that cannot go on; an open item stays open.</summary>
    public IReadOnlyList<ResponseEvent> Fail(ApiError error)
    {
        ResponseItem[] output = _open is null ? [.. _output] : [.. _output, _open.Snapshot(ResponseStatus.Incomplete, isCarried)];
        ResponseObject response = begun with
        {
            Status = ResponseStatus.Failed,
            Error = new ResponseError(error.Code ?? (error.Status == 429 ? "rate_limit_exceeded" : "server_error"), error.Message),
            Output = output,
        };
        Emit(EventType.Failed, item => item with { Response = response });
        return Take();
    }

    /// <summary>More of a part; it is opened where it is not.</summary>
    private void Continue(string partType, string text, IReadOnlyList<TokenScore> scores)
    {
        if (_open?.PartType != partType)
        {
            Close(ResponseStatus.Completed);
            Open(Begun(partType), partType);
        }

        _open!.Append(text, scores);
        EmitOfPart(DeltaOf(partType), item => item with { Delta = text, LogProbs = partType == PartType.OutputText ? scores : null });
    }

    private static ResponseItem Begun(string partType) => partType == PartType.OutputText
        ? new ResponseItem { Id = ItemIds.Message(), Type = ItemType.Message, Status = ResponseStatus.InProgress, Role = "assistant", Content = [] }
        : new ResponseItem { Id = ItemIds.For(ItemType.Reasoning), Type = ItemType.Reasoning, Status = ResponseStatus.InProgress, Summary = [] };

    private void Open(ResponseItem item, string? partType = null)
    {
        _open = new OpenItem(item, partType, _output.Count);
        Emit(EventType.ItemAdded, added => added with { OutputIndex = _open.OutputIndex, Item = item });
        if (partType is not null)
        {
            ResponsePart part = ResponsePart.Of(partType, string.Empty, s_none);
            EmitOfPart(partType == PartType.SummaryText ? EventType.SummaryPartAdded : EventType.PartAdded, added => added with { Part = part });
        }
    }

    private void Close(string status)
    {
        if (_open is null)
        {
            return;
        }

        ResponseItem item = _open.Snapshot(status, isCarried);
        string text = _open.Text;
        if (_open.PartType is { } partType)
        {
            IReadOnlyList<TokenScore>? scores = partType == PartType.OutputText ? _open.Scores : null;
            ResponsePart part = _open.Part;
            EmitOfPart(DoneOf(partType), done => done with { Text = text, LogProbs = scores });
            EmitOfPart(partType == PartType.SummaryText ? EventType.SummaryPartDone : EventType.PartDone, done => done with { Part = part });
        }
        else
        {
            EmitOfItem(EventType.ArgumentsDone, done => done with { Name = item.Name, Arguments = text });
        }

        Emit(EventType.ItemDone, done => done with { OutputIndex = _open.OutputIndex, Item = item });
        _output.Add(item);
        _open = null;
    }

    private static string DeltaOf(string partType) => partType switch
    {
        PartType.OutputText => EventType.TextDelta,
        PartType.SummaryText => EventType.SummaryDelta,
        _ => EventType.ReasoningDelta,
    };

    private static string DoneOf(string partType) => partType switch
    {
        PartType.OutputText => EventType.TextDone,
        PartType.SummaryText => EventType.SummaryDone,
        _ => EventType.ReasoningDone,
    };

    private void EmitOfPart(string type, Func<ResponseEvent, ResponseEvent> fill) => EmitOfItem(type, item => fill(
        _open!.PartType == PartType.SummaryText ? item with { SummaryIndex = 0 } : item with { ContentIndex = 0 }));

    private void EmitOfItem(string type, Func<ResponseEvent, ResponseEvent> fill) =>
        Emit(type, item => fill(item with { ItemId = _open!.Begun.Id, OutputIndex = _open.OutputIndex }));

    private void Emit(string type, Func<ResponseEvent, ResponseEvent> fill) =>
        _events.Add(fill(new ResponseEvent { Type = type, SequenceNumber = _sequence++ }));

    private ResponseEvent[] Take()
    {
        ResponseEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }
}
