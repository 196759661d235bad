using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Generation;

/// <summary>
/// The one way from what a client wants to its running answers, whatever dialect it speaks: checks, the count of the prompt, admission, the
/// engine. Everything that can be wrong with a request is found before it is admitted.
/// </summary>
internal sealed class ChatRunner(
    K2Engine engine, ModelCatalog models, ChatRequestBuilder builder, IRequestAccounting accounting, K2Metrics metrics, TimeProvider clock)
{
    /// <summary>The tokens of a call's prompt.</summary>
    /// <exception cref="Extensions.AI.K2RequestException">The call asks for something that is not supported.</exception>
    public int CountPrompt(ChatCall call) => builder.Render(builder.Build(call)).Length;

    /// <summary>Admits a call; its answers run as they are read.</summary>
    /// <exception cref="Extensions.AI.K2RequestException">The call asks for something that is not supported.</exception>
    /// <exception cref="ContextLengthException">The prompt leaves no room.</exception>
    /// <exception cref="ApiException">It is refused.</exception>
    public async ValueTask<RunningChat> BeginAsync(HttpContext context, ChatCall call, ChatOrigin origin)
    {
        ChatRequest[] requests = builder.Build(call);
        int[] prompt = builder.Render(requests);
        int room = models.ContextLength - prompt.Length;
        if (room < 1)
        {
            throw new ContextLengthException(prompt.Length, models.ContextLength);
        }

        var estimate = new RequestEstimate(
            origin.Route, origin.Model, prompt.Length, Math.Min(call.MaxTokens ?? room, room), call.Choices, origin.IsStream, call.MaxTokens is not null);
        MeteredRequest metered = await AdmitAsync(context, call, origin, estimate).ConfigureAwait(false);
        var progress = new PromptStatus(prompt.Length);
        var run = new AnswerRun(engine, Leased(requests, metered.Lease), prompt, !call.AllowsParallelToolCalls) { TokenRead = metered.OnToken, Progress = progress };
        metered.Totals = () => run.Totals;
        return new RunningChat(run, metered, progress, origin.AnswerId, requests.Length);
    }

    private async ValueTask<MeteredRequest> AdmitAsync(HttpContext context, ChatCall call, ChatOrigin origin, RequestEstimate estimate)
    {
        var operation = new GenerationOperation(metrics, clock, GenAI.Chat, origin.Model);
        try
        {
            operation.Describe(call.Sampling, call.MaxTokens, call.Choices);
            return await MeteredRequest.AdmitAsync(context, accounting, estimate, operation).ConfigureAwait(false);
        }
        catch
        {
            operation.Dispose();
            throw;
        }
    }

    private static ChatRequest[] Leased(IEnumerable<ChatRequest> requests, IRequestLease lease) => [.. requests.Select(request => request with
    {
        MaxTokens = lease.MaxCompletionTokens,
        Priority = lease.Priority,
        Timeout = lease.Timeout,
        CacheSalt = lease.CacheSalt,
    })];
}
