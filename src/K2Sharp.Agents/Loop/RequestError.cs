using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using K2Sharp.Agents.Upstream;

namespace K2Sharp.Agents.Loop;

/// <summary>What an exception of a chat client means for the run.</summary>
/// <param name="Message">One line.</param>
/// <param name="IsTransient">Whether the same request may succeed later.</param>
/// <param name="RetryAfter">How long the server wants to be left alone; null where it does not say.</param>
/// <param name="IsContextOverflow">Whether the prompt is too long.</param>
internal sealed record RequestError(string Message, bool IsTransient, TimeSpan? RetryAfter, bool IsContextOverflow)
{
    private static readonly string[] s_overflow =
        ["context length", "context_length", "maximum context", "context window", "too many tokens", "prompt is too long", "exceeds the context"];

    public static RequestError Of(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        int? status = Status(exception);
        TimeSpan? retryAfter = (exception as UpstreamException)?.RetryAfter;
        bool isOverflow = exception.GetType().Name is "ContextLengthException"
            || (status is null or (>= 400 and < 500) && status is not 429 && s_overflow.Any(text => message.Contains(text, StringComparison.OrdinalIgnoreCase)));
        bool isTransient = status is not null
            ? status is 408 or 409 or 425 or 429 or >= 500
            : exception is IOException or UpstreamException { InnerException: IOException } or HttpRequestException or TimeoutException or OperationCanceledException or JsonException
                || exception.GetType().Name is "EngineBusyException";
        return new RequestError(message, isTransient && !isOverflow, retryAfter, isOverflow);
    }

    /// <summary>The HTTP status that the exception speaks of: clients other than ours mostly have a property for it.</summary>
    private static int? Status(Exception exception) => exception switch
    {
        UpstreamException upstream => upstream.Status,
        HttpRequestException request => request.StatusCode is { } code ? (int)code : null,
        _ => exception.GetType().GetProperty("Status", BindingFlags.Public | BindingFlags.Instance)?.GetValue(exception) switch
        {
            int number => number is >= 100 and < 600 ? number : null,
            HttpStatusCode code => (int)code,
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
            _ => null,
        },
    };
}
