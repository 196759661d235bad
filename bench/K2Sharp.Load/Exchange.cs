namespace K2Sharp.Load;

/// <summary>What came back of one request.</summary>
/// <param name="Status">The HTTP status; 0 when none came.</param>
/// <param name="RequestId">The header x-request-id.</param>
/// <param name="Body">The body, chunks joined.</param>
/// <param name="IsWhole">Whether the body came to its proper end.</param>
internal sealed record Exchange(int Status, string? RequestId, string Body, bool IsWhole)
{
    /// <summary>Nothing came back.</summary>
    public static Exchange None { get; } = new(0, null, string.Empty, IsWhole: false);
}
