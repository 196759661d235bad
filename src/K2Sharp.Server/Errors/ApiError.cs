namespace K2Sharp.Server.Errors;

/// <summary>What a client is told when a request fails: <c>{"error":{"message","type","param","code"}}</c> with a status.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">One of <see cref="ErrorTypes"/>.</param>
/// <param name="Message">One line that says what to do.</param>
internal sealed record ApiError(int Status, string Type, string Message)
{
    /// <summary>The path of the field at fault, such as <c>messages[2].content</c>.</summary>
    public string? Param { get; init; }

    /// <summary>A short name of the reason, for programs; most errors have none.</summary>
    public string? Code { get; init; }

    /// <summary>When to try again; sent as the header Retry-After, in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
