using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.LogProbabilities;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Server.Responses.Events;

/// <summary>The events of a running answer. Read once, either to be sent or for the last of them.</summary>
/// <param name="chat">The answer.</param>
/// <param name="writer">Makes the events.</param>
/// <param name="tokenizer">Names the tokens whose log probabilities are reported.</param>
/// <param name="keep">Told of the whole response before its last event is handed out.</param>
internal sealed class ResponseStream(RunningChat chat, ResponseWriter writer, K2Tokenizer tokenizer, Action<ResponseObject> keep)
{
    private bool _hasBegun;

    /// <summary>What to say of an exception in an event, told whether events were handed out; null where it is to be thrown.</summary>
    public Func<Exception, bool, ApiError?> Explain { get; init; } = (_, _) => null;

    public async IAsyncEnumerable<ResponseEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<AnswerStep> steps = chat.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            (bool isThere, ApiError? error) = await MoveNextAsync(steps, cancellationToken).ConfigureAwait(false);
            if (!isThere && error is null)
            {
                yield break;
            }

            if (!_hasBegun)
            {
                _hasBegun = true;
                foreach (ResponseEvent item in writer.Begin())
                {
                    yield return item;
                }
            }

            foreach (ResponseEvent item in error is null ? Next(steps.Current, out error) : writer.Fail(error))
            {
                yield return item;
            }

            if (error is not null)
            {
                yield break;
            }
        }
    }

    private async ValueTask<(bool IsThere, ApiError? Error)> MoveNextAsync(IAsyncEnumerator<AnswerStep> steps, CancellationToken cancellationToken)
    {
        ApiError? error = null;
        try
        {
            return (await steps.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (error = Explain(exception, _hasBegun)) is not null)
        {
            return (false, error);
        }
    }

    private IReadOnlyList<ResponseEvent> Next(AnswerStep step, out ApiError? error)
    {
        error = null;
        TokenScore[] scores = step.Tokens.Count > 0 ? TokenScores.Of(step.Tokens, tokenizer) : [];
        if (step.Event is not Finished finished)
        {
            return writer.Next(step.Event, scores);
        }

        ApiError? failure = null;
        try
        {
            return writer.End(finished.Reason, scores, chat.Totals, keep);
        }
        catch (Exception exception) when ((failure = Explain(exception, _hasBegun)) is not null)
        {
            error = failure;
            return writer.Fail(failure);
        }
    }
}
