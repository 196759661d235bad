using System.Runtime.CompilerServices;
using System.Threading.Channels;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Engine;

/// <summary>One answer to a conversation, computed while its events are read. May be streamed once, in either form.</summary>
public sealed class ChatGeneration
{
    private readonly K2Engine _engine;
    private readonly GenerationRequest _tokenRequest;
    private readonly StopStringFilter _stops;
    private readonly Queue<AssistantEvent> _pending = new();
    private readonly AssistantTokenReader _reader;
    private readonly AnswerAudit? _audit;
    private bool _started;
    private int _generated;

    /// <param name="engine">Who answers.</param>
    /// <param name="request">What to answer.</param>
    /// <param name="prompt">What <see cref="Render"/> made of it.</param>
    internal ChatGeneration(K2Engine engine, ChatRequest request, int[] prompt)
    {
        if (request.ThinkingBudget is < 0)
        {
            throw new ArgumentException($"the thinking budget must be at least 0, not {request.ThinkingBudget}");
        }

        _engine = engine;
        _stops = new StopStringFilter(request.StopStrings);
        bool isInThought = request.Thinking == ThinkingMode.Partial && K2ChatTemplate.EndsInReasoning(request.Messages[^1]);
        var options = new AssistantParserOptions
        {
            Thinking = request.Thinking == ThinkingMode.On || isInThought,
            ToolNames = [.. request.Tools.Select(tool => tool.Name)],
            HistoryCalls = request.Messages.Sum(message => message.ToolCalls.Count),
        };
        _reader = new AssistantTokenReader(engine.Tokenizer, new AssistantStreamParser(options, Receive));
        Usage = new GenerationUsage(prompt.Length, 0, 0);
        FormatConstraint? format = FormatConstraints.Create(engine, request, isInThought);
        _audit = format is null ? null : new AnswerAudit(request);
        ITokenConstraint? constraint = format ?? request.Constraint;
        _tokenRequest = new GenerationRequest
        {
            Prompt = prompt,
            Sampling = request.Sampling,
            MaxTokens = request.MaxTokens,

            // Whatever the config names as the end of a turn: what follows these would not be read.
            StopTokens = _reader.EndOfMessageIds,
            Constraint = options.Thinking
                ? new ThinkingConstraint(ThinkingTokens.Of(_reader), isInThought, request.ThinkingBudget, constraint)
                : constraint,
            TopLogProbs = request.TopLogProbs,
            Priority = request.Priority,
            Timeout = request.Timeout,
            CacheSalt = request.CacheSalt,
        };

        // The engine checks the request here, so that a bad one fails before anything is streamed.
        engine.Check(_tokenRequest);
    }

    /// <summary>Tokens taken so far.</summary>
    public GenerationUsage Usage { get; private set; }

    /// <summary>How many of the generated tokens were reasoning.</summary>
    public int ReasoningTokens => _reader.ReasoningTokens;

    /// <summary>Why the answer ended; null before that, and where a stop string cut it.</summary>
    public StopReason? StopReason { get; private set; }

    /// <summary>The stop string that cut the answer; null where none did.</summary>
    public string? StopString => _stops.Found;

    /// <summary>Told every token before its events: the way to ids and probabilities. Set it before streaming.</summary>
    internal Action<GeneratedToken>? TokenRead { get; set; }

    /// <summary>The prompt of a request.</summary>
    internal static List<PromptSegment> Render(ChatRequest request)
    {
        List<ChatMessage> messages = [.. ToolCallIds.Normalize(request.Messages)];
        return request.Thinking switch
        {
            ThinkingMode.On => K2ChatTemplate.Render(messages, request.Tools),
            ThinkingMode.Off => K2ChatTemplate.RenderContinued([.. messages, ChatMessage.FromAssistant(string.Empty)], request.Tools),
            ThinkingMode.Partial => K2ChatTemplate.RenderContinued(messages, request.Tools),
            _ => throw new ArgumentException($"thinking must be on, off or partial, not {request.Thinking}"),
        };
    }

    /// <summary>Generates the answer; the last event is <see cref="Finished"/>. May be enumerated once.</summary>
    /// <param name="progress">Told how much of the prompt has been computed.</param>
    /// <param name="cancellationToken">Ends the answer between two layers.</param>
    /// <exception cref="InferenceException">The model computed NaNs.</exception>
    /// <exception cref="InvalidOperationException">It has been streamed before.</exception>
    /// <exception cref="EngineBusyException">Too many requests wait.</exception>
    /// <exception cref="EngineStoppedException">The engine takes no new requests.</exception>
    public IEnumerable<AssistantEvent> Stream(IProgress<PromptProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Begin();
        foreach (GenerationEvent step in _engine.Generate(_tokenRequest, cancellationToken))
        {
            Take(step, progress);
            while (_pending.TryDequeue(out AssistantEvent? item))
            {
                yield return item;
                if (item is Finished)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>Generates the answer without holding a thread; the last event is <see cref="Finished"/>. May be enumerated once.</summary>
    /// <param name="progress">Told how much of the prompt has been computed.</param>
    /// <param name="cancellationToken">Ends the answer between two layers.</param>
    /// <exception cref="InferenceException">The model computed NaNs.</exception>
    /// <exception cref="InvalidOperationException">It has been streamed before.</exception>
    /// <exception cref="EngineBusyException">Too many requests wait.</exception>
    /// <exception cref="EngineStoppedException">The engine takes no new requests.</exception>
    public async IAsyncEnumerable<AssistantEvent> StreamAsync(
        IProgress<PromptProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Begin();

        // Who stops reading, by an exception or a stop string, leaves: the engine must not go on for nobody.
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ChannelReader<GenerationEvent> steps = _engine.Submit(_tokenRequest, leave.Token);
        try
        {
            await foreach (GenerationEvent step in steps.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Take(step, progress);
                while (_pending.TryDequeue(out AssistantEvent? item))
                {
                    yield return item;
                    if (item is Finished)
                    {
                        yield break;
                    }
                }
            }
        }
        finally
        {
            await leave.CancelAsync().ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                await CountRestAsync(steps).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What was computed before the engine noticed that its reader has left counts as well; it notices between two layers.</summary>
    private async Task CountRestAsync(ChannelReader<GenerationEvent> steps)
    {
        while (await steps.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (steps.TryRead(out GenerationEvent? step))
            {
                Usage = step is GenerationFinished finished ? finished.Usage : Usage;
            }
        }
    }

    /// <summary>Generates the answer without holding a thread; the last event is <see cref="Finished"/>. May be enumerated once.</summary>
    /// <param name="cancellationToken">Ends the answer between two layers.</param>
    public IAsyncEnumerable<AssistantEvent> StreamAsync(CancellationToken cancellationToken = default) => StreamAsync(null, cancellationToken);

    private void Begin()
    {
        if (_started)
        {
            throw new InvalidOperationException("this answer has been streamed already; ask the engine for another");
        }

        _started = true;
    }

    private void Take(GenerationEvent step, IProgress<PromptProgress>? progress)
    {
        switch (step)
        {
            case PromptProgress done:
                Usage = Usage with { CachedTokens = done.Cached };
                progress?.Report(done);
                break;
            case TokenGenerated token:
                Usage = Usage with { CompletionTokens = ++_generated };
                TokenRead?.Invoke(new GeneratedToken(token.Token, token.LogProbs, _reader.Channel));
                _reader.Push(token.Token);
                break;
            case GenerationFinished { Reason: Engine.StopReason.Cancelled } finished:
                Usage = finished.Usage;
                throw new OperationCanceledException("the answer was cancelled");
            case GenerationFinished finished:
                Usage = finished.Usage;
                StopReason = finished.Reason;
                _reader.Finish(finished.Reason == Engine.StopReason.Stop ? FinishReason.Stop : FinishReason.Length);
                break;
            default:
                break;
        }

        if (_stops.Found is not null && step is not GenerationFinished)
        {
            _pending.Enqueue(new Finished(FinishReason.Stop));
        }
    }

    /// <summary>Content passes the stop strings; what they hold back is released before anything that follows the content.</summary>
    private void Receive(AssistantEvent item)
    {
        _audit?.Add(item);
        if (_stops.Found is not null && item is not Finished)
        {
            return;
        }

        string text = item switch
        {
            TextDelta delta => _stops.Append(delta.Text),
            ReasoningDelta => string.Empty,
            _ => _stops.Flush(),
        };
        if (text.Length > 0)
        {
            _pending.Enqueue(new TextDelta(text));
        }

        if (item is not TextDelta)
        {
            _pending.Enqueue(_stops.Found is null ? item : new Finished(FinishReason.Stop));
        }
    }
}
