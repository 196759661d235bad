using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Extensions.AI.Chat;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace K2Sharp.Extensions.AI;

/// <summary>
/// A K2 engine in this process as an <see cref="IChatClient"/>. Any number of calls may run at the same time. Function invocation, logging and
/// caching are middleware and not built in.
/// </summary>
/// <remarks>
/// <see cref="ChatOptions.AdditionalProperties"/> may hold <c>thinking</c> (bool), <c>thinking_budget</c> (tokens), <c>partial</c> (bool: the last
/// assistant message is continued), <c>min_p</c>, <c>repetition_penalty</c>, <c>logit_bias</c> (token id to bias) and <c>priority</c>.
/// </remarks>
public sealed partial class K2ChatClient : IChatClient
{
    private readonly K2Engine _engine;
    private readonly ChatRequestBuilder _builder;
    private readonly K2Metrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ChatClientMetadata _metadata;

    /// <summary>A client of an engine that the caller owns.</summary>
    /// <param name="engine">The engine; not disposed with the client.</param>
    /// <param name="modelId">The model's name in answers and telemetry.</param>
    public K2ChatClient(K2Engine engine, string modelId)
        : this(engine, new ChatRequestBuilder(engine, new NoConstraints()), K2Metrics.Shared, TimeProvider.System, NullLogger.Instance, modelId)
    {
    }

    internal K2ChatClient(K2Engine engine, ChatRequestBuilder builder, K2Metrics metrics, TimeProvider clock, ILogger logger, string modelId)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrEmpty(modelId);
        _engine = engine;
        _builder = builder;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _metadata = new ChatClientMetadata(GenAI.Provider, providerUri: null, modelId);
    }

    /// <inheritdoc/>
    /// <exception cref="K2RequestException">The options ask for something that is wrong or not supported.</exception>
    /// <exception cref="ContextLengthException">The conversation leaves no room for an answer.</exception>
    /// <exception cref="EngineBusyException">Too many requests are waiting.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="K2RequestException">The options ask for something that is wrong or not supported.</exception>
    /// <exception cref="ContextLengthException">The conversation leaves no room for an answer.</exception>
    /// <exception cref="EngineBusyException">Too many requests are waiting.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCall call = OptionsConversion.Convert(messages, options);
        return StreamAsync(call, showsReasoning: options?.Reasoning?.Output != ReasoningOutput.None, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(K2Engine) ? _engine
            : serviceType == typeof(K2Tokenizer) ? _engine.Tokenizer
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the engine belongs to whoever loaded it.</summary>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChatCall call, bool showsReasoning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string id = $"chatcmpl-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        using var operation = new GenerationOperation(_metrics, _clock, GenAI.Chat, _metadata.DefaultModelId!);
        operation.Describe(call.Sampling, call.MaxTokens, choices: 1);
        ChatRequest[] requests = _builder.Build(call);
        var run = new AnswerRun(_engine, requests, _builder.Render(requests), !call.AllowsParallelToolCalls) { TokenRead = operation.OnToken };
        var writer = new UpdateWriter(showsReasoning);
        await using IAsyncEnumerator<AnswerStep> steps = run.StreamAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(steps, operation, cancellationToken).ConfigureAwait(false))
        {
            List<AIContent> contents = writer.Add(steps.Current.Event);
            ChatFinishReason? reason = null;
            if (steps.Current.Event is Finished finished)
            {
                reason = UpdateWriter.Reason(finished.Reason);
                contents.Add(new UsageContent(UpdateWriter.Usage(run.Totals)));
                Complete(operation, id, run.Totals, finished.Reason);
            }

            if (contents.Count > 0)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
                {
                    ResponseId = id,
                    MessageId = id,
                    ModelId = _metadata.DefaultModelId,
                    CreatedAt = _clock.GetUtcNow(),
                    FinishReason = reason,
                };
            }
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<AnswerStep> steps, GenerationOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            operation.Fail(cancellationToken.IsCancellationRequested ? "cancelled" : exception.GetType().Name);
            throw;
        }
    }

    private void Complete(GenerationOperation operation, string id, AnswerTotals totals, string reason)
    {
        operation.Complete(id, totals.PromptTokens, totals.CachedTokens, totals.CompletionTokens, totals.ReasoningTokens, [reason]);
        LogAnswered(_logger, id, reason, totals.PromptTokens, totals.CachedTokens, totals.CompletionTokens);
    }

    // Never the text: only sizes.
    [LoggerMessage(10, LogLevel.Debug, "{Id} ended with {Reason}: {PromptTokens} prompt tokens ({CachedTokens} cached), {CompletionTokens} generated")]
    private static partial void LogAnswered(ILogger logger, string id, string reason, int promptTokens, int cachedTokens, int completionTokens);
}
