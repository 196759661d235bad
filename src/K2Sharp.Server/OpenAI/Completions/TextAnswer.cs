using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>
/// One text that goes on from a raw prompt. The tokens that give an answer its structure print their names, for who asks without a template reads
/// without a parser; other special tokens print nothing.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="request">What to generate.</param>
/// <param name="stops">What ends the text.</param>
/// <param name="index">The text's number.</param>
/// <param name="tokenRead">Told of every token.</param>
internal sealed class TextAnswer(K2Engine engine, GenerationRequest request, IReadOnlyList<string> stops, int index, Action tokenRead)
{
    private static readonly HashSet<string> s_printed =
    [
        "<think>", "</think>", "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>",
        "<|tool_call_begin|>", "<|tool_call_argument_begin|>", "<|tool_call_end|>",
    ];

    private readonly StopStringFilter _stops = new(stops);
    private readonly StreamingDecoder _decoder = engine.Tokenizer.CreateDecoder();
    private readonly List<ScoredToken> _scored = [];

    /// <summary>Tokens taken so far.</summary>
    public GenerationUsage Usage { get; private set; } = new(request.Prompt.Count, 0, 0);

    /// <summary>Whether the text was cut because its time was up.</summary>
    public bool IsTimedOut { get; private set; }

    /// <summary>Runs it; the last step has a finish reason.</summary>
    public async IAsyncEnumerable<TextStep> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await foreach (GenerationEvent item in engine.Submit(request, leave.Token).ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Take(item) is not { } step)
                {
                    continue;
                }

                yield return step;
                if (step.FinishReason is not null)
                {
                    yield break;
                }
            }
        }
        finally
        {
            // A stop string ends the text, but only we know that.
            await leave.CancelAsync().ConfigureAwait(false);
        }
    }

    private TextStep? Take(GenerationEvent item)
    {
        switch (item)
        {
            case PromptProgress progress:
                Usage = Usage with { CachedTokens = progress.Cached };
                return null;
            case TokenGenerated token:
                Usage = Usage with { CompletionTokens = Usage.CompletionTokens + 1 };
                tokenRead();
                if (token.LogProbs is { } logProbs)
                {
                    _scored.Add(new ScoredToken(token.Token, logProbs));
                }

                string text = _stops.Append(Text(token.Token));
                return _stops.Found is not null ? Step(text, FinishReason.Stop)
                    : text.Length > 0 ? Step(text, null)
                    : null;
            case GenerationFinished finished:
                Usage = finished.Usage;
                IsTimedOut = finished.Reason == StopReason.Timeout;
                bool isCut = finished.Reason != StopReason.Stop;

                // A character that the limit cut in two is not an error of the model: it is simply not there yet.
                string rest = _stops.Append(isCut ? string.Empty : _decoder.Flush());
                return Step(_stops.Found is null ? rest + _stops.Flush() : rest, isCut ? FinishReason.Length : FinishReason.Stop);
            default:
                return null;
        }
    }

    private string Text(int token) => engine.Tokenizer.SpecialText(token) is { } name && !s_printed.Contains(name) ? _decoder.Flush() : _decoder.Append(token);

    private TextStep Step(string text, string? finishReason)
    {
        ScoredToken[] scored = [.. _scored];
        _scored.Clear();
        return new TextStep(index, text, scored, finishReason);
    }
}
