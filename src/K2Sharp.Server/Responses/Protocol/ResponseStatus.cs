namespace K2Sharp.Server.Responses.Protocol;

/// <summary>How far a response, or one of its items, is.</summary>
internal static class ResponseStatus
{
    /// <summary>It is being made.</summary>
    public const string InProgress = "in_progress";

    /// <summary>It is whole.</summary>
    public const string Completed = "completed";

    /// <summary>It was cut.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>It failed; of responses only.</summary>
    public const string Failed = "failed";
}
