using System.Runtime.CompilerServices;
using K2Sharp.Inference.Engine;

namespace K2Sharp.Extensions.AI.Answers;

/// <summary>
/// Generates the answers of one call. Several answers are sequences of their own; the second and further ones begin when the first has computed
/// the prompt, so that they find it in the prefix cache. Every API streams from here: a whole answer is the fold of these steps.
/// </summary>
internal sealed class AnswerRun
{
    private readonly K2Engine _engine;
    private readonly IReadOnlyList<ChatRequest> _requests;
    private readonly int[] _prompt;
    private readonly bool _isOneCallOnly;
    private readonly Answer?[] _answers;
    private readonly TaskCompletionSource _promptIsComputed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="engine">The engine.</param>
    /// <param name="requests">One for every answer; see <see cref="Requests.ChatRequestBuilder"/>.</param>
    /// <param name="prompt">The prompt of them all; see <see cref="Requests.ChatRequestBuilder.Render"/>.</param>
    /// <param name="isOneCallOnly">Whether an answer ends before a second tool call.</param>
    public AnswerRun(K2Engine engine, IReadOnlyList<ChatRequest> requests, int[] prompt, bool isOneCallOnly)
    {
        _engine = engine;
        _requests = requests;
        _prompt = prompt;
        _isOneCallOnly = isOneCallOnly;
        _answers = new Answer?[requests.Count];
    }

    /// <summary>Told of every token: the number of its answer; by any thread, but never twice at once for one answer.</summary>
    public Action<int>? TokenRead { get; init; }

    /// <summary>Told how much of the prompt the first answer has computed.</summary>
    public IProgress<PromptProgress>? Progress { get; init; }

    /// <summary>Tokens of all answers so far; the prompt counts once.</summary>
    public AnswerTotals Totals
    {
        get
        {
            var sum = new AnswerTotals(_prompt.Length, TotalsOf(0).CachedTokens, 0, 0);
            for (int choice = 0; choice < _answers.Length; choice++)
            {
                AnswerTotals one = TotalsOf(choice);
                sum = sum with { CompletionTokens = sum.CompletionTokens + one.CompletionTokens, ReasoningTokens = sum.ReasoningTokens + one.ReasoningTokens };
            }

            return sum;
        }
    }

    /// <summary>Tokens of one answer so far.</summary>
    public AnswerTotals TotalsOf(int choice) => Volatile.Read(ref _answers[choice])?.Totals ?? new AnswerTotals(_prompt.Length, 0, 0, 0);

    /// <summary>The stop string that cut an answer; null where none did.</summary>
    public string? StopStringOf(int choice) => Volatile.Read(ref _answers[choice])?.StopString;

    /// <summary>Whether an answer was cut because its time was up.</summary>
    public bool IsTimedOut => _answers.Any(answer => answer is { IsTimedOut: true });

    /// <summary>Runs the answers and mixes their steps as they come. May be enumerated once.</summary>
    /// <exception cref="EngineBusyException">The engine's queue is full.</exception>
    /// <exception cref="EngineStoppedException">The engine is shutting down.</exception>
    public async IAsyncEnumerable<AnswerStep> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<CancellationToken, IAsyncEnumerable<AnswerStep>>[] streams = [.. Enumerable.Range(0, _requests.Count)
            .Select(choice => (Func<CancellationToken, IAsyncEnumerable<AnswerStep>>)(cancellation => Start(choice).StreamAsync(choice == 0 ? Progress : null, cancellation)))];
        IAsyncEnumerable<AnswerStep> steps = streams.Length == 1 ? streams[0](cancellationToken) : Mixer.MixAsync(streams, _promptIsComputed.Task, cancellationToken);
        await foreach (AnswerStep step in steps.ConfigureAwait(false))
        {
            yield return step;
        }
    }

    private Answer Start(int choice)
    {
        var answer = new Answer(_engine.Chat(_requests[choice], _prompt), _engine.Tokenizer, choice, _isOneCallOnly, () => Read(choice));
        Volatile.Write(ref _answers[choice], answer);
        return answer;
    }

    private void Read(int choice)
    {
        _promptIsComputed.TrySetResult();
        TokenRead?.Invoke(choice);
    }
}
