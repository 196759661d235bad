using System.Runtime.CompilerServices;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Extensions.AI.Answers;

/// <summary>One answer to a call: its events, with the log probabilities of the tokens that they were made of.</summary>
/// <param name="generation">What generates it.</param>
/// <param name="tokenizer">Tells special tokens, which are no part of the content.</param>
/// <param name="choice">Its number among the answers of the call.</param>
/// <param name="isOneCallOnly">Whether a second tool call ends the answer instead of being part of it.</param>
/// <param name="tokenRead">Told of every token.</param>
internal sealed class Answer(ChatGeneration generation, K2Tokenizer tokenizer, int choice, bool isOneCallOnly, Action tokenRead)
{
    private readonly List<ScoredToken> _scored = [];

    /// <summary>Tokens taken so far.</summary>
    public AnswerTotals Totals =>
        new(generation.Usage.PromptTokens, generation.Usage.CachedTokens, generation.Usage.CompletionTokens, generation.ReasoningTokens);

    /// <summary>Whether the answer was cut because its time was up.</summary>
    public bool IsTimedOut => generation.StopReason == StopReason.Timeout;

    /// <summary>The stop string that cut the answer; null where none did.</summary>
    public string? StopString => generation.StopString;

    /// <summary>Runs the answer; the last step is <see cref="Finished"/>.</summary>
    /// <param name="progress">Told how much of the prompt was computed.</param>
    /// <param name="cancellationToken">Ends the answer at once.</param>
    public async IAsyncEnumerable<AnswerStep> StreamAsync(IProgress<PromptProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        generation.TokenRead = Read;
        await foreach (AssistantEvent item in generation.StreamAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            if (isOneCallOnly && item is ToolCallStarted { Index: > 0 })
            {
                // Leaving the loop cancels the generation: what would follow is not wanted.
                yield return new AnswerStep(choice, new Finished(FinishReason.ToolCalls), TakeScored());
                yield break;
            }

            if (item is Finished && IsTimedOut && Totals.CompletionTokens == 0)
            {
                throw new TimeoutException("the request's time was up before its answer began");
            }

            yield return new AnswerStep(choice, item, item is TextDelta or Finished ? TakeScored() : []);
        }
    }

    private void Read(GeneratedToken token)
    {
        tokenRead();
        if (token is { LogProbs: { } logProbs, Channel: AssistantChannel.Content } && !tokenizer.IsSpecial(token.Token))
        {
            _scored.Add(new ScoredToken(token.Token, logProbs));
        }
    }

    private ScoredToken[] TakeScored()
    {
        if (_scored.Count == 0)
        {
            return [];
        }

        ScoredToken[] scored = [.. _scored];
        _scored.Clear();
        return scored;
    }
}
