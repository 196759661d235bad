using K2Sharp.Inference;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Anthropic.Errors;

/// <summary>
/// Errors in Anthropic's shape, with its types and statuses: clients decide by these whether to try again. Endpoints carry this as metadata.
/// </summary>
internal sealed class AnthropicErrors : IErrorShape
{
    /// <summary>Where Anthropic's clients look for the request's id.</summary>
    public const string RequestIdHeader = "request-id";

    private const int Overloaded = 529;

    public static FieldNames Fields { get; } = new(
        [
            ("response_format.json_schema", "output_config.format"), ("response_format", "output_config.format"),
            ("tool_choice.function.name", "tool_choice.name"), ("stop", "stop_sequences"), ("thinking_budget", "thinking.budget_tokens"),
        ],
        field => field
            .Replace("].function.parameters", "].input_schema", StringComparison.Ordinal)
            .Replace("].function.", "].", StringComparison.Ordinal));

    public Task WriteAsync(HttpContext context, ApiError error)
    {
        context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
        context.Response.StatusCode = Status(error);
        return context.Response.WriteAsJsonAsync(Body(error, context.TraceIdentifier), AnthropicJson.Wire.AnthropicErrorBody, contentType: "application/json", context.RequestAborted);
    }

    public static AnthropicErrorBody Body(ApiError error, string? requestId) => new(new AnthropicErrorDetail(TypeOf(error), error.Message), requestId);

    /// <summary>The same error in the words that coding agents know: they shorten the conversation when they read them.</summary>
    public static ApiException Of(ContextLengthException exception) => exception.ContextLength > 0
        ? new(new ApiError(400, ErrorTypes.InvalidRequest, $"prompt is too long: {exception.Tokens} tokens > {exception.ContextLength} maximum"))
        : new(ErrorMapping.Map(exception, string.Empty));

    private static int Status(ApiError error) => error switch
    {
        { Status: 429, Type: ErrorTypes.EngineOverloaded } or { Status: 503 } => Overloaded,
        { Status: 429, Type: ErrorTypes.ExceededCurrentQuota } => 402,
        _ => error.Status,
    };

    private static string TypeOf(ApiError error) => Status(error) switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        Overloaded => "overloaded_error",
        >= 400 and < 500 => "invalid_request_error",
        _ => "api_error",
    };
}
