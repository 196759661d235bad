namespace K2Sharp.Server.Responses.Protocol;

/// <summary>The kinds of events, in the order in which they can come.</summary>
internal static class EventType
{
    /// <summary>The first one.</summary>
    public const string Created = "response.created";

    /// <summary>The second one.</summary>
    public const string InProgress = "response.in_progress";

    /// <summary>An item begins.</summary>
    public const string ItemAdded = "response.output_item.added";

    /// <summary>A part of an item's content begins.</summary>
    public const string PartAdded = "response.content_part.added";

    /// <summary>More of a message's text.</summary>
    public const string TextDelta = "response.output_text.delta";

    /// <summary>The whole text of a message's part.</summary>
    public const string TextDone = "response.output_text.done";

    /// <summary>More of a thought.</summary>
    public const string ReasoningDelta = "response.reasoning_text.delta";

    /// <summary>The whole thought.</summary>
    public const string ReasoningDone = "response.reasoning_text.done";

    /// <summary>A part of a thought's summary begins.</summary>
    public const string SummaryPartAdded = "response.reasoning_summary_part.added";

    /// <summary>More of a summary.</summary>
    public const string SummaryDelta = "response.reasoning_summary_text.delta";

    /// <summary>The whole text of a summary's part.</summary>
    public const string SummaryDone = "response.reasoning_summary_text.done";

    /// <summary>A part of a thought's summary is whole.</summary>
    public const string SummaryPartDone = "response.reasoning_summary_part.done";

    /// <summary>More of a call's arguments.</summary>
    public const string ArgumentsDelta = "response.function_call_arguments.delta";

    /// <summary>The whole arguments of a call.</summary>
    public const string ArgumentsDone = "response.function_call_arguments.done";

    /// <summary>A part of an item's content is whole.</summary>
    public const string PartDone = "response.content_part.done";

    /// <summary>An item is whole, or as whole as it gets.</summary>
    public const string ItemDone = "response.output_item.done";

    /// <summary>The last one: the response is whole.</summary>
    public const string Completed = "response.completed";

    /// <summary>The last one: the response was cut.</summary>
    public const string Incomplete = "response.incomplete";

    /// <summary>The last one: the response failed.</summary>
    public const string Failed = "response.failed";
}
