using System.Security.Cryptography;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletions(
    K2Engine engine, ModelCatalog models, ChatCompletionMapper mapper, ChatRunner runner, RequestReader reader, EventStream events, TimeProvider clock)
{
    public const string Route = "/v1/chat/completions";

    public async Task HandleAsync(HttpContext context)
    {
        ChatCompletionCall call = mapper.Map(await reader.ReadAsync(context, OpenAIJson.Wire.ChatCompletionRequest).ConfigureAwait(false));
        var identity = new ResponseIdentity(
            $"chatcmpl-{RandomNumberGenerator.GetHexString(24, lowercase: true)}", clock.GetUtcNow().ToUnixTimeSeconds(), call.Model, models.Fingerprint);
        var origin = new ChatOrigin(Route, call.Model, call.IsStream, identity.Id);
        await using RunningChat chat = await runner.BeginAsync(context, call.Call, origin).ConfigureAwait(false);
        await AnswerAsync(context, call, chat, identity).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, ChatCompletionCall call, RunningChat chat, ResponseIdentity identity)
    {
        var stream = new ChatStream(chat, new ChunkFactory(identity, engine.Tokenizer, call.ReportsLogProbs), call.Call.Choices);
        if (call.IsStream)
        {
            await events.WriteAsync(context, stream.ReadAsync(call.IncludesUsage, context.RequestAborted), OpenAIJson.Wire.ChatCompletionChunk, chat.Describe).ConfigureAwait(false);
            return;
        }

        var whole = new ChatCompletionFold(call.Call.Choices);
        await foreach (ChatCompletionChunk chunk in stream.ReadAsync(includesUsage: false, context.RequestAborted).ConfigureAwait(false))
        {
            whole.Add(chunk);
        }

        ChatCompletion completion = whole.Build(identity, chat.Totals, call.ReportsLogProbs);
        await context.Response.WriteAsJsonAsync(completion, OpenAIJson.Wire.ChatCompletion, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }
}
