using System.IO.Pipelines;
using System.Text.Json.Serialization.Metadata;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Wire;

/// <summary>
/// Writes server-sent events in the way of an API; see <see cref="EventDialect{T}"/>. The response begins with the first item, so that what fails
/// before has a status of its own, or with the first sign of life, when the first item takes long.
/// </summary>
internal sealed partial class EventStream(IOptions<K2ServerOptions> options, TimeProvider clock, ILogger<EventStream> logger)
{
    /// <summary>Writes the items as they come, in the way of OpenAI's chats.</summary>
    /// <param name="context">The request.</param>
    /// <param name="items">The items; told by the request's cancellation when the client leaves.</param>
    /// <param name="type">How an item is written.</param>
    /// <param name="status">What the server does while nothing has come for a while; one line.</param>
    public Task WriteAsync<T>(HttpContext context, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, Func<string> status) =>
        WriteAsync(context, items, new EventDialect<T>(type), status);

    /// <summary>Writes the items as they come.</summary>
    /// <param name="context">The request.</param>
    /// <param name="items">The items; told by the request's cancellation when the client leaves.</param>
    /// <param name="dialect">How events are written.</param>
    /// <param name="status">What the server does while nothing has come for a while; one line.</param>
    public async Task WriteAsync<T>(HttpContext context, IAsyncEnumerable<T> items, EventDialect<T> dialect, Func<string> status)
    {
        PipeWriter output = context.Response.BodyWriter;
        await using IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator(context.RequestAborted);
        try
        {
            while (await NextAsync(context, enumerator, dialect, status).ConfigureAwait(false))
            {
                await BeginAsync(context, dialect).ConfigureAwait(false);
                dialect.WriteItem(output, enumerator.Current);
            }
        }
        catch (Exception exception) when (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The status has gone out, so the error comes as an event, and nothing says that the answer is whole.
            ApiError error = ErrorMapping.Map(exception, context.TraceIdentifier);
            LogBrokenStream(logger, error.Status == 500 ? exception : null, context.TraceIdentifier, error.Message);
            dialect.WriteError(output, error);
            await output.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            return;
        }

        await BeginAsync(context, dialect).ConfigureAwait(false);
        dialect.WriteEnd(output);
        await output.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Waits for the next item. What was written before goes out first, unless the next is there already.</summary>
    private async ValueTask<bool> NextAsync<T>(HttpContext context, IAsyncEnumerator<T> enumerator, EventDialect<T> dialect, Func<string> status)
    {
        ValueTask<bool> moved = enumerator.MoveNextAsync();
        if (moved.IsCompleted)
        {
            return await moved.ConfigureAwait(false);
        }

        Task<bool> next = moved.AsTask();
        try
        {
            await FlushAsync(context).ConfigureAwait(false);
            while (!await IsThereWithinAsync(next).ConfigureAwait(false))
            {
                await BeginAsync(context, dialect).ConfigureAwait(false);
                dialect.WriteSilence(context.Response.BodyWriter, status());
                await FlushAsync(context).ConfigureAwait(false);
            }
        }
        finally
        {
            // Not left alone, whatever happens: an enumerator must stand still when it is disposed. It ends by itself when the client has left.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await next.ConfigureAwait(false);
    }

    /// <summary>Whether the item comes before the silence has lasted too long.</summary>
    private async ValueTask<bool> IsThereWithinAsync(Task next)
    {
        // Neither the time-out nor what the item's task throws matters here.
        await next.WaitAsync(options.Value.KeepAlive, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return next.IsCompleted;
    }

    private static async ValueTask FlushAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            try
            {
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The client has left; the enumerator is told by the same token and ends.
            }
        }
    }

    private static async ValueTask BeginAsync<T>(HttpContext context, EventDialect<T> dialect)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        context.Response.StatusCode = 200;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";

        // nginx would else collect the events.
        context.Response.Headers["X-Accel-Buffering"] = "no";

        // At once: from here on errors must come as events, and not as a response of their own behind what is written.
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        dialect.WriteStart(context.Response.BodyWriter);
    }

    [LoggerMessage(110, LogLevel.Warning, "The stream of request {RequestId} broke off: {Problem}")]
    private static partial void LogBrokenStream(ILogger logger, Exception? exception, string requestId, string problem);
}
