using System.Security.Cryptography;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletions(
    K2Engine engine,
    ModelCatalog models,
    ChatCompletionMapper mapper,
    ChatRequestBuilder builder,
    IRequestAccounting accounting,
    K2Metrics metrics,
    RequestReader reader,
    EventStream events,
    TimeProvider clock)
{
    public const string Route = "/v1/chat/completions";

    public async Task HandleAsync(HttpContext context)
    {
        ChatCompletionCall call = mapper.Map(await reader.ReadAsync(context, OpenAIJson.Wire.ChatCompletionRequest).ConfigureAwait(false));

        // Everything that can be wrong with a request is found before it is admitted.
        ChatRequest[] requests = builder.Build(call.Call);
        int[] prompt = builder.Render(requests);
        int room = models.ContextLength - prompt.Length;
        if (room < 1)
        {
            throw new ContextLengthException(prompt.Length, models.ContextLength);
        }

        using var operation = new GenerationOperation(metrics, clock, GenAI.Chat, call.Model);
        operation.Describe(call.Call.Sampling, call.Call.MaxTokens, call.Call.Choices);
        var estimate = new RequestEstimate(
            Route, call.Model, prompt.Length, Math.Min(call.Call.MaxTokens ?? room, room), call.Call.Choices, call.IsStream, call.Call.MaxTokens is not null);
        await using MeteredRequest metered = await MeteredRequest.AdmitAsync(context, accounting, estimate, operation).ConfigureAwait(false);
        await AnswerAsync(context, call, Leased(requests, metered.Lease), prompt, metered).ConfigureAwait(false);
    }

    private static ChatRequest[] Leased(IEnumerable<ChatRequest> requests, IRequestLease lease) => [.. requests.Select(request => request with
    {
        MaxTokens = lease.MaxCompletionTokens,
        Priority = lease.Priority,
        Timeout = lease.Timeout,
        CacheSalt = lease.CacheSalt,
    })];

    private async Task AnswerAsync(HttpContext context, ChatCompletionCall call, ChatRequest[] requests, int[] prompt, MeteredRequest metered)
    {
        var identity = new ResponseIdentity(
            $"chatcmpl-{RandomNumberGenerator.GetHexString(24, lowercase: true)}", clock.GetUtcNow().ToUnixTimeSeconds(), call.Model, models.Fingerprint);
        var progress = new PromptStatus(prompt.Length);
        var run = new AnswerRun(engine, requests, prompt, !call.Call.AllowsParallelToolCalls) { TokenRead = metered.OnToken, Progress = progress };
        metered.Totals = () => run.Totals;
        var stream = new ChatStream(run, metered, new ChunkFactory(identity, engine.Tokenizer, call.ReportsLogProbs), identity, requests.Length);
        if (call.IsStream)
        {
            await events.WriteAsync(context, stream.ReadAsync(call.IncludesUsage, context.RequestAborted), OpenAIJson.Wire.ChatCompletionChunk, progress.Describe).ConfigureAwait(false);
            return;
        }

        var whole = new ChatCompletionFold(requests.Length);
        await foreach (ChatCompletionChunk chunk in stream.ReadAsync(includesUsage: false, context.RequestAborted).ConfigureAwait(false))
        {
            whole.Add(chunk);
        }

        ChatCompletion completion = whole.Build(identity, run.Totals, call.ReportsLogProbs);
        await context.Response.WriteAsJsonAsync(completion, OpenAIJson.Wire.ChatCompletion, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }
}
