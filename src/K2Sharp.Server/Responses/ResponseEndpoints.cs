using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Responses.Events;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Responses.Store;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Server.Responses;

/// <summary><c>/v1/responses</c>.</summary>
internal sealed partial class ResponseEndpoints(
    K2Engine engine, ResponseMapper mapper, ResponseStore store, ChatRunner runner, RequestReader reader, EventStream events, ILogger<ResponseEndpoints> logger)
{
    public const string Route = "/v1/responses";

    /// <summary><c>POST /v1/responses</c>.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        ResponseRequest request = await reader.ReadAsync(context, ResponsesJson.Wire.ResponseRequest).ConfigureAwait(false);
        ResponseCall call = mapper.Map(request, KeyId(context));
        await using RunningChat chat = await BeginAsync(context, call).ConfigureAwait(false);
        var stream = new ResponseStream(
            chat, new ResponseWriter(call.Begun, call.IsSummarised, call.IsCarried), engine.Tokenizer, response => Keep(context, response, call.Input))
        {
            Explain = (exception, hasBegun) => call.IsStream ? Explain(context, exception, hasBegun) : null,
        };
        IAsyncEnumerable<ResponseEvent> all = stream.ReadAsync(context.RequestAborted);
        if (call.IsStream)
        {
            await events.WriteAsync(context, all, new ResponseDialect(), chat.Describe).ConfigureAwait(false);
            return;
        }

        ResponseEvent? last = null;
        await foreach (ResponseEvent item in all.ConfigureAwait(false))
        {
            last = item;
        }

        await WriteAsync(context, last!.Response!, ResponsesJson.Wire.ResponseObject).ConfigureAwait(false);
    }

    /// <summary><c>POST /v1/responses/input_tokens</c>.</summary>
    public async Task CountAsync(HttpContext context)
    {
        ResponseRequest request = await reader.ReadAsync(context, ResponsesJson.Wire.ResponseRequest).ConfigureAwait(false);
        ResponseCall call = mapper.Map(request, KeyId(context));
        await WriteAsync(context, new InputTokens(Count(call)), ResponsesJson.Wire.InputTokens).ConfigureAwait(false);
    }

    /// <summary><c>GET /v1/responses/{id}</c>.</summary>
    public Task GetAsync(HttpContext context, string id)
    {
        string body = store.Body(KeyId(context), id);
        if (string.Equals(context.Request.Query["stream"], "true", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiException.Invalid("stream", "a stored response is not streamed again; read it without");
        }

        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted).AsTask();
    }

    /// <summary><c>DELETE /v1/responses/{id}</c>.</summary>
    public Task DeleteAsync(HttpContext context, string id)
    {
        store.Remove(KeyId(context), id);
        return WriteAsync(context, new DeletedResponse(id), ResponsesJson.Wire.DeletedResponse);
    }

    /// <summary><c>GET /v1/responses/{id}/input_items</c>.</summary>
    public Task ListInputAsync(HttpContext context, string id) =>
        WriteAsync(context, InputPage.Of(store.Input(KeyId(context), id), context.Request.Query), ResponsesJson.Wire.ItemList);

    /// <summary><c>POST /v1/responses/{id}/cancel</c>.</summary>
    public Task CancelAsync(HttpContext context, string id)
    {
        store.Body(KeyId(context), id);
        throw ApiException.Invalid(null, "a response that does not run in the background is cancelled by closing its connection");
    }

    /// <summary>Who asks; an API without operations has no keys.</summary>
    private static string KeyId(HttpContext context) => context.Features.Get<Caller>()?.Id ?? Caller.LocalId;

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(value, type, contentType: "application/json", context.RequestAborted);

    private int Count(ResponseCall call)
    {
        try
        {
            return runner.CountPrompt(call.Call);
        }
        catch (K2RequestException exception)
        {
            throw ResponseErrors.Fields.Of(exception);
        }
    }

    private async ValueTask<RunningChat> BeginAsync(HttpContext context, ResponseCall call)
    {
        try
        {
            var origin = new ChatOrigin(Route, call.Begun.Model, call.IsStream, call.Begun.Id);
            return await runner.BeginAsync(context, call.Call, origin).ConfigureAwait(false);
        }
        catch (K2RequestException exception)
        {
            throw ResponseErrors.Fields.Of(exception);
        }
        catch (ContextLengthException exception)
        {
            throw ResponseErrors.Of(exception);
        }
    }

    private void Keep(HttpContext context, ResponseObject response, IReadOnlyList<InputItem> input)
    {
        if (response.Store)
        {
            store.Add(KeyId(context), response, input);
        }
    }

    /// <summary>What goes wrong before the response has begun still has a status of its own.</summary>
    private ApiError? Explain(HttpContext context, Exception exception, bool hasBegun)
    {
        if (!hasBegun && !context.Response.HasStarted)
        {
            return null;
        }

        ApiError error = ErrorMapping.Map(exception, context.TraceIdentifier);
        LogFailed(logger, error.Status == 500 ? exception : null, context.TraceIdentifier, error.Message);
        return error;
    }

    [LoggerMessage(130, LogLevel.Warning, "The response of request {RequestId} failed: {Problem}")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string requestId, string problem);
}
