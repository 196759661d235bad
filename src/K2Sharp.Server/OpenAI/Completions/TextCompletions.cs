using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary><c>POST /v1/completions</c>: goes on from a raw prompt.</summary>
internal sealed class TextCompletions(
    K2Engine engine,
    ModelCatalog models,
    CompletionMapper mapper,
    IRequestAccounting accounting,
    K2Metrics metrics,
    RequestReader reader,
    EventStream events,
    TimeProvider clock)
{
    public const string Route = "/v1/completions";

    public async Task HandleAsync(HttpContext context)
    {
        CompletionCall call = mapper.Map(await reader.ReadAsync(context, OpenAIJson.Wire.CompletionRequest).ConfigureAwait(false));
        int room = models.ContextLength - call.Prompts.Min(prompt => prompt.Length);
        using var operation = new GenerationOperation(metrics, clock, GenAI.TextCompletion, call.Model);
        operation.Describe(call.Sampling, call.MaxTokens, call.Choices);
        var estimate = new RequestEstimate(
            Route, call.Model, call.Prompts.Sum(prompt => prompt.Length), Math.Min(call.MaxTokens, room), call.Prompts.Count * call.Choices, call.IsStream, IsMaxGiven: true);
        await using MeteredRequest metered = await MeteredRequest.AdmitAsync(context, accounting, estimate, operation).ConfigureAwait(false);
        await AnswerAsync(context, call, metered).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, CompletionCall call, MeteredRequest metered)
    {
        var identity = new ResponseIdentity(
            $"cmpl-{RandomNumberGenerator.GetHexString(24, lowercase: true)}", clock.GetUtcNow().ToUnixTimeSeconds(), call.Model, models.Fingerprint);
        var run = new TextRun(engine, call, metered);
        metered.Totals = () => run.Totals;
        var factory = new CompletionFactory(identity, engine.Tokenizer, call);
        IAsyncEnumerable<Completion> pieces = PiecesAsync(run, factory, call, identity.Id, context.RequestAborted);
        if (call.IsStream)
        {
            await events.WriteAsync(context, pieces, OpenAIJson.Wire.Completion, () => "working").ConfigureAwait(false);
            return;
        }

        List<Completion> all = [];
        await foreach (Completion piece in pieces.ConfigureAwait(false))
        {
            all.Add(piece);
        }

        Completion whole = factory.Fold(all, run.Totals);
        await context.Response.WriteAsJsonAsync(whole, OpenAIJson.Wire.Completion, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<Completion> PiecesAsync(
        TextRun run, CompletionFactory factory, CompletionCall call, string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool[] hasBegun = new bool[call.Prompts.Count * call.Choices];
        await foreach (TextStep step in run.StreamAsync(id, cancellationToken).ConfigureAwait(false))
        {
            if (call.Echoes && !hasBegun[step.Index])
            {
                hasBegun[step.Index] = true;
                yield return factory.Echo(step.Index);
            }

            yield return factory.Next(step);
        }

        if (call is { IsStream: true, IncludesUsage: true })
        {
            yield return factory.End(run.Totals);
        }
    }
}
