using K2Sharp.Extensions.AI;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.ChatTemplate;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Errors;

/// <summary>What a client is told about an exception. A client's mistake is told in full; of a mistake of ours only an id for the log.</summary>
internal static class ErrorMapping
{
    private static readonly TimeSpan s_retryWhenBusy = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_retryWhenStopped = TimeSpan.FromSeconds(10);

    /// <summary>The error of an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="requestId">The request's id, which the log has as well.</param>
    public static ApiError Map(Exception exception, string requestId) => exception switch
    {
        ApiException api => api.Error,
        K2RequestException request => Invalid(request.Message) with { Param = request.Field },
        ChatFormatException format => Invalid(format.Message) with { Param = FieldOf(format.Message) },
        ContextLengthException context => Invalid(ContextMessage(context)) with { Param = "messages", Code = "context_length_exceeded" },
        EngineBusyException => new ApiError(429, ErrorTypes.EngineOverloaded, "the engine is overloaded: its queue is full; try again later") { RetryAfter = s_retryWhenBusy },
        EngineStoppedException => new ApiError(503, ErrorTypes.EngineOverloaded, "the server is shutting down; try again later") { RetryAfter = s_retryWhenStopped },
        TimeoutException => new ApiError(504, ErrorTypes.ServerError, "the answer took longer than a request may; ask for fewer tokens or try again later"),
        BadHttpRequestException bad => BadRequest(bad),
        _ => new ApiError(500, ErrorTypes.ServerError, $"the server failed to answer; its log has the reason under the id {requestId}"),
    };

    private static ApiError Invalid(string message) => new(400, ErrorTypes.InvalidRequest, message);

    private static string? FieldOf(string message)
    {
        int colon = message.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !message.AsSpan(0, colon).Contains(' ') ? message[..colon] : null;
    }

    private static string ContextMessage(ContextLengthException exception) => exception.ContextLength > 0
        ? $"your request exceeded model token limit: {exception.ContextLength} (its prompt has {exception.Tokens} tokens, and the answer needs room as well)"
        : exception.Message;

    private static ApiError BadRequest(BadHttpRequestException exception) => exception.StatusCode switch
    {
        413 => new ApiError(413, ErrorTypes.InvalidRequest, "the request's body is too large; shorten the conversation"),
        408 => new ApiError(408, ErrorTypes.InvalidRequest, "the request's body came too slowly"),
        int status and >= 400 and < 500 => new ApiError(status, ErrorTypes.InvalidRequest, "the request is not valid HTTP, or its body ended early"),
        _ => Invalid("the request is not valid HTTP"),
    };
}
