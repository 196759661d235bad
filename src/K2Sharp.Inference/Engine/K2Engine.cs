using System.Security.Cryptography;
using System.Threading.Channels;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Scheduling;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Engine;

/// <summary>
/// A loaded checkpoint that generates for many requests. Its members may be called by any thread; one thread of its own computes. It keeps the
/// cache of what it has computed, so a prompt that begins as an earlier sequence did (the next turn of a conversation) costs only its new tokens.
/// </summary>
public sealed class K2Engine : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly EngineOptions _options;
    private readonly Scheduler _scheduler;
    private readonly Lazy<AnswerFormatCompiler> _formats;
    private readonly EngineThread _thread;
    private int _isDisposed;

    private K2Engine(Checkpoint checkpoint, K2Tokenizer tokenizer, K2Model model, EngineOptions options)
    {
        _checkpoint = checkpoint;
        _options = options;
        _formats = new Lazy<AnswerFormatCompiler>(() => new AnswerFormatCompiler(tokenizer));
        Tokenizer = tokenizer;
        Model = model;
        CacheLayout layout = model.LayoutOf(options.CacheFormat);
        int blocks = model.CacheShareBytes is { } share
            ? (int)(share / layout.BlockBytes)
            : CacheBudget.Blocks(
                options,
                layout,
                model.Config.MaxPositionEmbeddings,
                ModelSummary.Of(model.Config).CheckpointBytes + model.BufferBytes,
                GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        _scheduler = new Scheduler(model, new SchedulerOptions
        {
            Vocabulary = tokenizer.VocabularySize,
            CacheBlocks = blocks,
            CacheFormat = options.CacheFormat,
            MaxRunning = options.MaxRunning,
            PromptTokensBesideAnswers = options.PromptTokensBesideAnswers,
            GuessedTokens = options.GuessedTokens,
            Clock = options.Clock,
        });
        _thread = new EngineThread(_scheduler, options.MaxQueued);
    }

    /// <summary>The checkpoint's tokenizer.</summary>
    public K2Tokenizer Tokenizer { get; }

    /// <summary>The model. The engine computes with it whenever it has requests; others may only while it has none.</summary>
    public K2Model Model { get; }

    /// <summary>The model's dimensions.</summary>
    public K2Config Config => Model.Config;

    /// <summary>Compiles the formats of answers; made when the first is needed, as it takes a while for a large vocabulary.</summary>
    internal AnswerFormatCompiler Formats => _formats.Value;

    /// <summary>The most tokens that a prompt and its answer may have together: the model's context, or the whole cache where that holds less.</summary>
    public int ContextLength => (int)Math.Min(Config.MaxPositionEmbeddings, CacheTokens);

    /// <summary>Tokens that the cache holds, of all requests together.</summary>
    public long CacheTokens => (long)_scheduler.Cache.Blocks * LatentCache.BlockTokens;

    /// <summary>The most memory that the cache will take, in bytes. It is taken as it is needed.</summary>
    public long CacheBytes => _scheduler.Cache.Blocks * _scheduler.Cache.Layout.BlockBytes;

    /// <summary>What the engine is doing and has done.</summary>
    public EngineStatistics Statistics => WithExperts(new EngineStatistics
    {
        Running = _scheduler.Running,
        Waiting = _thread.Waiting,
        CacheBlocks = _scheduler.Cache.Blocks,
        UsedCacheBlocks = _scheduler.Cache.Used,
        KeptCacheBlocks = _scheduler.Cache.Kept,
        PrefixHitTokens = _scheduler.PrefixHitTokens,
        ComputedTokens = _scheduler.ComputedTokens,
        GeneratedTokens = _scheduler.GeneratedTokens,
        GuessedTokens = _scheduler.GuessedTokens,
        AcceptedTokens = _scheduler.AcceptedTokens,
        Steps = _scheduler.Steps,
        Preemptions = _scheduler.Preemptions,
        Threads = Model.Threads,
        DecodeThreads = Model.DecodeThreads,
    });

    /// <summary>Opens a checkpoint folder with its tokenizer, with the default options of an engine.</summary>
    /// <param name="directory">The folder that holds config.json, the weights and tiktoken.model.</param>
    /// <param name="options">How to compute.</param>
    /// <exception cref="CheckpointException">The checkpoint is incomplete, damaged or not supported.</exception>
    /// <exception cref="TokenizerException">The tokenizer's files are missing or damaged.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="KernelUnavailableException">This processor lacks the forced instruction set.</exception>
    public static K2Engine Load(string directory, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Load(directory, new EngineOptions { Model = options });
    }

    /// <summary>Opens a checkpoint folder with its tokenizer.</summary>
    /// <param name="directory">The folder that holds config.json, the weights and tiktoken.model.</param>
    /// <param name="options">How to compute and to serve.</param>
    /// <param name="watch">Told how far it is, and asked whether to go on; null for neither.</param>
    /// <exception cref="CheckpointException">The checkpoint is incomplete, damaged or not supported.</exception>
    /// <exception cref="TokenizerException">The tokenizer's files are missing or damaged.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="KernelUnavailableException">This processor lacks the forced instruction set.</exception>
    /// <exception cref="InferenceException">The machine's NUMA nodes cannot be read, or threads not kept on them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static K2Engine Load(string directory, EngineOptions? options = null, LoadWatch? watch = null)
    {
        options ??= new EngineOptions();
        options.Validate();
        Checkpoint checkpoint = Checkpoint.Open(directory);
        K2Model? model = null;
        try
        {
            K2Tokenizer tokenizer = K2Tokenizer.Load(directory);
            if (tokenizer.VocabularySize > checkpoint.Config.VocabSize)
            {
                throw new CheckpointException(
                    $"the tokenizer in {directory} has {tokenizer.VocabularySize} tokens but the model's vocab_size is {checkpoint.Config.VocabSize}: the files belong to different models");
            }

            model = K2Model.Load(checkpoint, options.Model, Settings(checkpoint.Config, options), null, watch);
            return new K2Engine(checkpoint, tokenizer, model, options);
        }
        catch
        {
            model?.Dispose();
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Queues a request. Its events come through the channel, the last being <see cref="GenerationFinished"/>; if the request fails, the
    /// channel completes with the exception instead.</summary>
    /// <param name="request">The prompt and how to go on from it; checked at once.</param>
    /// <param name="cancellationToken">Ends the generation, between two layers where nobody else's step would suffer; its last event then has
    /// the reason <see cref="StopReason.Cancelled"/>. What was computed stays in the cache.</param>
    /// <exception cref="ArgumentException">The prompt is empty, a token id is unknown or an option is out of range.</exception>
    /// <exception cref="ContextLengthException">The prompt does not leave room for a single token.</exception>
    /// <exception cref="EngineBusyException">Too many requests wait.</exception>
    /// <exception cref="EngineStoppedException">The engine takes no new requests.</exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed.</exception>
    public ChannelReader<GenerationEvent> Submit(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        var events = new ChannelEvents(request.Prompt.Count);
        _thread.Submit(CreateSequence(request, [.. request.Prompt], events, cancellationToken));
        return events.Reader;
    }

    /// <summary>Generates tokens, one event each, and ends with <see cref="GenerationFinished"/>. The blocking form of <see cref="Submit"/>.</summary>
    /// <param name="request">The prompt and how to go on from it; checked at once, and submitted when the first event is asked for.</param>
    /// <param name="cancellationToken">Ends the generation; what was generated stays in the cache.</param>
    /// <exception cref="ArgumentException">The prompt is empty, a token id is unknown or an option is out of range.</exception>
    /// <exception cref="ContextLengthException">The prompt does not leave room for a single token.</exception>
    public IEnumerable<GenerationEvent> Generate(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        int[] prompt = [.. request.Prompt];
        return Run(request, prompt, cancellationToken);
    }

    /// <summary>Answers a conversation: renders the template, generates and parses.</summary>
    /// <param name="request">The conversation; checked at once.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ContextLengthException">The rendered prompt does not leave room for a single token.</exception>
    /// <exception cref="TokenizerException">The vocabulary lacks a special token of the template.</exception>
    public ChatGeneration Chat(ChatRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ChatGeneration(this, request, RenderPrompt(request));
    }

    /// <summary>Forgets every cached sequence.</summary>
    /// <exception cref="InvalidOperationException">A request is being served or waits.</exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed.</exception>
    public void Reset() => _thread.Reset();

    /// <summary>Refuses new requests from now on, and completes when the last one has ended.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the requests.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task DrainAsync(CancellationToken cancellationToken = default) => _thread.DrainAsync().WaitAsync(cancellationToken);

    /// <summary>The prompt of a conversation, to be counted before it is answered.</summary>
    internal int[] RenderPrompt(ChatRequest request) => Tokenizer.Encode(ChatGeneration.Render(request));

    /// <summary>Answers a conversation whose prompt <see cref="RenderPrompt"/> has made: once for several answers.</summary>
    internal ChatGeneration Chat(ChatRequest request, int[] prompt) => new(this, request, prompt);

    /// <summary>Throws what <see cref="Submit"/> would throw for this request.</summary>
    internal void Check(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Prompt.Count == 0)
        {
            throw new ArgumentException("the prompt is empty");
        }

        if (request.Prompt.Count >= ContextLength)
        {
            throw new ContextLengthException(request.Prompt.Count, ContextLength);
        }

        if (request.MaxTokens is < 1)
        {
            throw new ArgumentException($"max_tokens must be at least 1, not {request.MaxTokens}");
        }

        if (request.TopLogProbs is < 0 or > LogProbReader.MostTop)
        {
            throw new ArgumentException($"top_logprobs must be 0 to {LogProbReader.MostTop}, not {request.TopLogProbs}");
        }

        if (request.Timeout <= TimeSpan.Zero)
        {
            throw new ArgumentException($"the timeout must be positive, not {request.Timeout}");
        }

        foreach (int token in request.Prompt)
        {
            if ((uint)token >= (uint)Tokenizer.VocabularySize)
            {
                throw new ArgumentException($"token {token} is not in the vocabulary of {Tokenizer.VocabularySize}");
            }
        }

        request.Sampling.Validate(Tokenizer.VocabularySize);
    }

    /// <summary>Ends all requests with <see cref="ObjectDisposedException"/>, ends the threads and closes the checkpoint.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _thread.Dispose();
            _scheduler.Dispose();
            Model.Dispose();
            _checkpoint.Dispose();
        }
    }

    /// <summary>Under a memory budget the cache is decided before the weights, which get the rest.</summary>
    private static ExpertSettings Settings(K2Config config, EngineOptions options)
    {
        var layout = new CacheLayout(config.NumHiddenLayers, config.KvLoraRank, config.QkRopeHeadDim, options.CacheFormat);
        return new ExpertSettings
        {
            CacheShare = left => CacheBudget.BlocksOfBudget(options, layout, config.MaxPositionEmbeddings, left) * layout.BlockBytes,
            Clock = options.Clock,
        };
    }

    private EngineStatistics WithExperts(in EngineStatistics statistics) => Model.Experts is not { } experts ? statistics : statistics with
    {
        ExpertSlots = experts.Slots,
        ExpertHits = experts.Hits,
        ExpertMisses = experts.Misses,
        ExpertBytesRead = experts.BytesRead,
        ExpertWait = experts.Wait,
    };

    private IEnumerable<GenerationEvent> Run(GenerationRequest request, int[] prompt, CancellationToken cancellationToken)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = new BlockingEvents(prompt.Length);
        _thread.Submit(CreateSequence(request, prompt, events, leave.Token));
        try
        {
            while (events.Next(cancellationToken) is { } item)
            {
                ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
                if (item is GenerationFinished { Reason: StopReason.Cancelled })
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                yield return item;
            }
        }
        finally
        {
            // Who leaves may ask for something else at once: what this request leaves in the cache must not depend on the two threads' race.
            leave.Cancel();
            events.WaitForEnd();
        }
    }

    private Sequence CreateSequence(GenerationRequest request, int[] prompt, ISequenceSink sink, CancellationToken cancellationToken) => new()
    {
        Prompt = prompt,
        Sink = sink,
        Sampling = request.Sampling,
        Seed = request.Sampling.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)),
        MaxTokens = Math.Min(request.MaxTokens ?? int.MaxValue, ContextLength - prompt.Length),
        StopTokens = [.. request.StopTokens, .. request.StopAtEndOfTurn ? Config.EosTokenIds : []],
        Constraint = request.Constraint,
        Priority = request.Priority,
        TopLogProbs = request.TopLogProbs,
        CacheSalt = request.CacheSalt,
        Deadline = request.Timeout is { } timeout ? DeadlineIn(timeout) : long.MaxValue,
        Cancellation = cancellationToken,
    };

    private long DeadlineIn(TimeSpan timeout)
    {
        double ticks = timeout.TotalSeconds * _options.Clock.TimestampFrequency;
        long now = _options.Clock.GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }
}
