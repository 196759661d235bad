using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Server.Errors;

/// <summary>The outermost part of the pipeline: every failure becomes an error in Moonshot's shape, and nothing of the inside gets out.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            await WriteMissingBodyAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            LogClientLeft(logger, context.TraceIdentifier);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
        }
#pragma warning disable CA1031 // The border: whatever it is becomes an error of the API.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await HandleAsync(context, exception).ConfigureAwait(false);
        }
    }

    private async Task HandleAsync(HttpContext context, Exception exception)
    {
        ApiError error = ErrorMapping.Map(exception, context.TraceIdentifier);
        if (error.Status == 500)
        {
            LogFailure(logger, exception, context.TraceIdentifier);
        }

        if (context.Response.HasStarted)
        {
            // The status has gone out: only a broken connection can still say that the answer is not whole.
            context.Abort();
            return;
        }

        context.Response.Clear();
        await ErrorWriter.WriteAsync(context, error).ConfigureAwait(false);
    }

    /// <summary>Routing answers with a bare status.</summary>
    private static Task WriteMissingBodyAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted || response.ContentLength > 0 || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        return response.StatusCode switch
        {
            404 => ErrorWriter.WriteAsync(context, new ApiError(404, ErrorTypes.ResourceNotFound, "there is nothing at this address; see /docs for what there is")),
            405 => ErrorWriter.WriteAsync(context, new ApiError(405, ErrorTypes.InvalidRequest, "this address does not take this method; the header Allow names what it takes")),
            _ => Task.CompletedTask,
        };
    }

    [LoggerMessage(100, LogLevel.Error, "Request {RequestId} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(101, LogLevel.Debug, "The client of request {RequestId} left")]
    private static partial void LogClientLeft(ILogger logger, string requestId);
}
