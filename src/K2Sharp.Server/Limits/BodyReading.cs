using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Lifetime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Limits;

/// <summary>
/// Middleware: reads the whole body, within limits of size and time, before anything is counted for it. So a client that sends half a body and
/// waits holds a socket and some memory, but no place of its key's and none of the drain's.
/// </summary>
internal sealed partial class BodyReading(
    RequestDelegate next, IOptions<LimitOptions> limits, IOptions<OperationsOptions> operations, TimeProvider time, ILogger<BodyReading> logger)
{
    private const int LongestLogged = 1 << 16;
    private static readonly PipeOptions s_unbounded = new(pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(context);
            return;
        }

        if (context.Request.ContentLength > limits.Value.MaxBodyBytes)
        {
            throw TooLarge();
        }

        var pipe = new Pipe(s_unbounded);
        try
        {
            if (!await ReadAsync(context, pipe.Writer))
            {
                // Nobody reads this; the log does.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return;
            }

            if (operations.Value.LogPrompts)
            {
                LogBody(context.TraceIdentifier, pipe.Reader);
            }

            context.Request.Body = pipe.Reader.AsStream();
            await next(context);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await pipe.Reader.CompleteAsync();
        }
    }

    /// <returns>False when the client has left.</returns>
    private async Task<bool> ReadAsync(HttpContext context, PipeWriter writer)
    {
        using var deadline = new CancellationTokenSource(limits.Value.BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            long total = 0;
            while (true)
            {
                int count = await context.Request.Body.ReadAsync(writer.GetMemory(), either.Token);
                if (count == 0)
                {
                    break;
                }

                total += count;
                if (total > limits.Value.MaxBodyBytes)
                {
                    throw TooLarge();
                }

                writer.Advance(count);
            }

            // All at once: nobody reads before the end.
            await writer.FlushAsync(either.Token);
            await writer.CompleteAsync();
            return true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw Refused(408, $"the body was not sent within {limits.Value.BodyTimeout.TotalSeconds:0} seconds");
        }
        catch (BadHttpRequestException exception)
        {
            // The server's own words may repeat what was sent.
            throw exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : Refused(exception.StatusCode, "the body could not be read to its end");
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static ApiException Refused(int status, string message) => new(new ApiError(status, ErrorTypes.InvalidRequest, message));

    private ApiException TooLarge() => Refused(413, $"the body is larger than {limits.Value.MaxBodyBytes} bytes");

    private void LogBody(string requestId, PipeReader reader)
    {
        if (reader.TryRead(out ReadResult result))
        {
            ReadOnlySequence<byte> shown = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, LongestLogged));
            Log.Body(logger, requestId, result.Buffer.Length, Encoding.UTF8.GetString(shown));
            reader.AdvanceTo(result.Buffer.Start);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(102, LogLevel.Information, "{RequestId} sent {Bytes} bytes: {Body}")]
        public static partial void Body(ILogger logger, string requestId, long bytes, string body);
    }
}
