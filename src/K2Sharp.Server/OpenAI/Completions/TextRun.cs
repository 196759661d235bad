using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Generation;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>All texts of one request, mixed as they come.</summary>
internal sealed class TextRun
{
    private readonly CompletionCall _call;
    private readonly TextAnswer[] _answers;
    private readonly TaskCompletionSource _promptIsComputed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MeteredRequest _metered;

    public TextRun(K2Engine engine, CompletionCall call, MeteredRequest metered)
    {
        _call = call;
        _metered = metered;
        _answers = [.. Enumerable.Range(0, call.Prompts.Count * call.Choices).Select(index =>
            new TextAnswer(engine, Request(index), call.Stops, index, () => Read(index)))];
    }

    /// <summary>Tokens of all texts so far; every prompt counts once.</summary>
    public AnswerTotals Totals => new(
        _call.Prompts.Sum(prompt => prompt.Length),
        _answers.Where((_, index) => index % _call.Choices == 0).Sum(answer => answer.Usage.CachedTokens),
        _answers.Sum(answer => answer.Usage.CompletionTokens),
        ReasoningTokens: 0);

    /// <summary>Runs the texts. The request is booked before the last step is handed out.</summary>
    public async IAsyncEnumerable<TextStep> StreamAsync(string responseId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] reasons = new string[_answers.Length];
        int open = _answers.Length;
        Func<CancellationToken, IAsyncEnumerable<TextStep>>[] streams = [.. _answers.Select(answer => (Func<CancellationToken, IAsyncEnumerable<TextStep>>)answer.StreamAsync)];
        await using IAsyncEnumerator<TextStep> steps = Mixer.MixAsync(streams, _promptIsComputed.Task, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(steps, cancellationToken).ConfigureAwait(false))
        {
            TextStep step = steps.Current;
            if (step.FinishReason is { } reason)
            {
                reasons[step.Index] = reason;
                if (--open == 0)
                {
                    await _metered.CompleteAsync(responseId, Totals, reasons, _answers.Any(answer => answer.IsTimedOut)).ConfigureAwait(false);
                }
            }

            yield return step;
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<TextStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await _metered.FailAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    private void Read(int index)
    {
        _promptIsComputed.TrySetResult();
        _metered.OnToken(index);
    }

    private GenerationRequest Request(int index)
    {
        IRequestLease lease = _metered.Lease;
        return new GenerationRequest
        {
            Prompt = _call.Prompts[index / _call.Choices],

            // Each answer draws from a stream of its own.
            Sampling = _call.Sampling.Seed is { } seed ? _call.Sampling with { Seed = unchecked(seed + (index % _call.Choices)) } : _call.Sampling,
            MaxTokens = lease.MaxCompletionTokens,
            TopLogProbs = _call.TopLogProbs,
            Priority = lease.Priority,
            Timeout = lease.Timeout,
            CacheSalt = lease.CacheSalt,
        };
    }
}
