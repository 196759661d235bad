using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference;
using K2Sharp.Server.Anthropic.Errors;
using K2Sharp.Server.Anthropic.Events;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Anthropic;

/// <summary><c>/v1/messages</c>, also under <c>/anthropic</c>.</summary>
internal sealed class MessageEndpoints(
    MessageMapper mapper, ModelCatalog models, ThoughtSigner signer, ChatRunner runner, RequestReader reader, EventStream events)
{
    public const string Route = "/v1/messages";

    /// <summary><c>POST /v1/messages</c>.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        Identify(context);
        MessageCall call = await ReadAsync(context, isCounted: false).ConfigureAwait(false);
        string id = $"msg_{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        await using RunningChat chat = await Translated(() => runner.BeginAsync(context, call.Call, new ChatOrigin(Route, call.Model, call.IsStream, id))).ConfigureAwait(false);
        var writer = new MessageWriter(new MessageObject { Id = id, Model = call.Model, Content = [], Usage = MessageUsage.Of(chat.Totals) }, signer.Sign);
        var stream = new MessageStream(chat, writer, models.ContextLength);
        IAsyncEnumerable<MessageEvent> all = stream.ReadAsync(context.RequestAborted);
        if (call.IsStream)
        {
            await events.WriteAsync(context, all, new MessageDialect(() => writer.Start(chat.Totals)), chat.Describe).ConfigureAwait(false);
            return;
        }

        await foreach (MessageEvent _ in all.ConfigureAwait(false))
        {
            // The message is what they add up to.
        }

        await WriteAsync(context, stream.Message!, AnthropicJson.Wire.MessageObject).ConfigureAwait(false);
    }

    /// <summary><c>POST /v1/messages/count_tokens</c>.</summary>
    public async Task CountAsync(HttpContext context)
    {
        Identify(context);
        MessageCall call = await ReadAsync(context, isCounted: true).ConfigureAwait(false);
        int tokens = await Translated(() => ValueTask.FromResult(runner.CountPrompt(call.Call))).ConfigureAwait(false);
        await WriteAsync(context, new TokenCount(tokens), AnthropicJson.Wire.TokenCount).ConfigureAwait(false);
    }

    private static void Identify(HttpContext context) => context.Response.Headers[AnthropicErrors.RequestIdHeader] = context.TraceIdentifier;

    private async ValueTask<MessageCall> ReadAsync(HttpContext context, bool isCounted) =>
        mapper.Map(await reader.ReadAsync(context, AnthropicJson.Wire.MessagesRequest).ConfigureAwait(false), isCounted);

    /// <summary>Runs what speaks of errors in the terms of a chat.</summary>
    private static async ValueTask<T> Translated<T>(Func<ValueTask<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (K2RequestException exception)
        {
            throw AnthropicErrors.Fields.Of(exception);
        }
        catch (ContextLengthException exception)
        {
            throw AnthropicErrors.Of(exception);
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(value, type, contentType: "application/json", context.RequestAborted);
}
