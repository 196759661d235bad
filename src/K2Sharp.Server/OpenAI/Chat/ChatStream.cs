using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Generation;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The pieces of a request's answers, in order. Read once, either to be sent or to be added up.</summary>
internal sealed class ChatStream(AnswerRun run, MeteredRequest metered, ChunkFactory chunks, ResponseIdentity identity, int choices)
{
    private readonly string?[] _finishReasons = new string?[choices];
    private readonly bool[] _hasBegun = new bool[choices];
    private int _open = choices;

    /// <summary>Runs the answers. The request is booked before the last piece is handed out.</summary>
    public async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(bool includesUsage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<AnswerStep> steps = run.StreamAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(steps, cancellationToken).ConfigureAwait(false))
        {
            AnswerStep step = steps.Current;
            if (!_hasBegun[step.Choice])
            {
                _hasBegun[step.Choice] = true;
                yield return chunks.Begin(step.Choice);
            }

            if (step.Event is Finished finished)
            {
                _finishReasons[step.Choice] = finished.Reason;
                if (--_open == 0)
                {
                    await metered.CompleteAsync(identity.Id, run.Totals, [.. _finishReasons.Select(reason => reason!)], run.IsTimedOut).ConfigureAwait(false);
                }
            }

            yield return chunks.Next(step, run.TotalsOf(step.Choice));
        }

        if (includesUsage)
        {
            yield return chunks.End(run.Totals);
        }
    }

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
