using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Generation;

/// <summary>The answers of an admitted call. However it ends, it is booked once; disposed of before its end, it was left by its client.</summary>
internal sealed class RunningChat(AnswerRun run, MeteredRequest metered, PromptStatus progress, string answerId, int choices) : IAsyncDisposable
{
    private readonly string?[] _finishReasons = new string?[choices];
    private int _open = choices;

    /// <summary>Tokens of all answers so far.</summary>
    public AnswerTotals Totals => run.Totals;

    /// <summary>Tokens of one answer so far.</summary>
    public AnswerTotals TotalsOf(int choice) => run.TotalsOf(choice);

    /// <summary>The stop string that cut an answer; null where none did.</summary>
    public string? StopStringOf(int choice) => run.StopStringOf(choice);

    /// <summary>How far the prompt is, in one line.</summary>
    public string Describe() => progress.Describe();

    /// <summary>Runs the answers. The request is booked before the last step is handed out. May be enumerated once.</summary>
    public async IAsyncEnumerable<AnswerStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<AnswerStep> steps = run.StreamAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(steps, cancellationToken).ConfigureAwait(false))
        {
            AnswerStep step = steps.Current;
            if (step.Event is Finished finished)
            {
                _finishReasons[step.Choice] = finished.Reason;
                if (--_open == 0)
                {
                    await metered.CompleteAsync(answerId, run.Totals, [.. _finishReasons.Select(reason => reason!)], run.IsTimedOut).ConfigureAwait(false);
                }
            }

            yield return step;
        }
    }

    public ValueTask DisposeAsync() => metered.DisposeAsync();

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<AnswerStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await metered.FailAsync(exception).ConfigureAwait(false);
            throw;
        }
    }
}
