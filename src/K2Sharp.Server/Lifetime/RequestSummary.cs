using K2Sharp.Server.Accounting;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Lifetime;

/// <summary>What the one log line of a request will say; a feature of the request.</summary>
/// <param name="arrived">The clock's timestamp of its arrival.</param>
internal sealed class RequestSummary(long arrived)
{
    /// <summary>The clock's timestamp of its arrival.</summary>
    public long Arrived => arrived;

    /// <summary>The key's id; null before authentication.</summary>
    public string? KeyId { get; set; }

    /// <summary>The model's name; null before the body is read.</summary>
    public string? Model { get; set; }

    /// <summary>How long the client waited for the first token; null before it.</summary>
    public TimeSpan? FirstToken { get; set; }

    /// <summary>What the request took; null before its end, and when it generated nothing.</summary>
    public RequestOutcome? Outcome { get; set; }

    /// <summary>The summary of a request.</summary>
    /// <exception cref="InvalidOperationException">The request did not pass <see cref="RequestTracing"/>.</exception>
    public static RequestSummary Of(HttpContext context) =>
        context.Features.Get<RequestSummary>() ?? throw new InvalidOperationException("the request has not passed the operations' middleware");
}
