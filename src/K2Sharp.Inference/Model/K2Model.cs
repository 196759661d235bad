using System.Diagnostics;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Model;

/// <summary>
/// A model of the DeepSeek-V3 family, ready to compute: token ids in, logits out. Weights are used where the checkpoint's map holds them, but for
/// routed experts that do not fit into memory, which are read when they are needed.
/// One caller at a time.
/// </summary>
public sealed class K2Model : IDisposable
{
    private readonly ModelDimensions _size;
    private readonly ModelOptions _options;
    private readonly WorkerPool _pool;
    private readonly StepThreads _threads;
    private readonly Workspace _space;
    private readonly ForwardPass _pass;

    // The weights are read by address, which alone keeps the checkpoint's maps from no collection.
    private readonly Checkpoint _checkpoint;

    // Only where the weights do not all fit into memory.
    private readonly ExpertWaves? _experts;

    // Of Forward(LatentCache, ...).
    private readonly SequenceSteps _steps;

    // Buffers and weights are plain memory: a second caller, or one after the end, must be stopped before it touches them.
    private State _state;

    private K2Model(
        Checkpoint checkpoint,
        ModelOptions options,
        ExpertSettings settings,
        ThreadSettings threadSettings,
        LoadWatch? watch)
    {
        options.Validate();
        _options = options;
        _checkpoint = checkpoint;
        Kernels = options.Kernels ?? CpuFeatures.Best;
        _size = new ModelDimensions(Config);
        ModelWeights weights = ModelWeights.Bind(checkpoint, options.DenseWeights);
        var fit = new MachineFit(checkpoint, weights, _size, options);
        Notes = fit.Notes;
        int threads = options.Threads ?? WorkerPool.DefaultThreads;
        NodePlan? nodes = fit.FindNodes(threads, threadSettings);
        _pool = new WorkerPool(threads, nodes);
        _threads = new StepThreads(_pool, options.Threads is null, threadSettings.Clock, nodes);
        try
        {
            _space = new Workspace(_size, Math.Min(options.MaxStepTokens, Config.MaxPositionEmbeddings), _pool.Threads);
            if (fit.OpenExperts(settings, _space.ByteCount) is { } store)
            {
                _experts = new ExpertWaves(store, _size, _space, _pool, Kernels, options.Activations);
            }

            CacheShareBytes = fit.CacheBytes;
            fit.AskForLargePages(nodes, areAllMapped: _experts is null);
            if (nodes is not null)
            {
                fit.Place(nodes, areAllMapped: _experts is null, watch);
            }

            _pass = new ForwardPass(_size, weights, _space, _pool, _threads, Kernels, options, _experts);
            _steps = new SequenceSteps(_size, _pass, LayoutOf(CacheFormat.Float32), options.Attention, _space.MaxTokens);

            // Only the reading of weights looks at it in between: nothing else takes long.
            watch?.Cancellation.ThrowIfCancellationRequested();
        }
        catch
        {
            _pool.Dispose();
            _experts?.Dispose();
            _pass?.Dispose();
            _steps?.Dispose();
            _space?.Dispose();
            throw;
        }
    }

    private enum State
    {
        Idle,
        Computing,
        Disposed,
    }

    /// <summary>The model's dimensions.</summary>
    public K2Config Config => _checkpoint.Config;

    /// <summary>The instruction set in use.</summary>
    public KernelPath Kernels { get; }

    /// <summary>What INT4 and int8 weights are multiplied by.</summary>
    public ActivationPrecision Activations => _options.Activations;

    /// <summary>How the weights that every token visits are read.</summary>
    public DenseWeights DenseWeights => _options.DenseWeights;

    /// <summary>Threads that compute prompts; the most that compute anything.</summary>
    public int Threads => _pool.Threads;

    /// <summary>
    /// Threads that compute steps of few tokens, such as the next one of an answer: 1 to <see cref="Threads"/>. Unless <see cref="ModelOptions.Threads"/> was set,
    /// it is chosen by measuring such steps while they run, and may change. Any thread may read it.
    /// </summary>
    public int DecodeThreads => _threads.OfFewRows;

    /// <summary>NUMA nodes that weights and threads are divided among; 1 where nothing is divided.</summary>
    internal int Nodes => Math.Max(1, _pool.Shares.Nodes);

    /// <summary>The most tokens computed in one step.</summary>
    public int MaxStepTokens => _space.MaxTokens;

    /// <summary>Memory of the model's own buffers, in bytes; the weights lie in the checkpoint's map.</summary>
    public long BufferBytes => _space.ByteCount;

    /// <summary>What is worth knowing of how the weights were loaded, in one line each; empty when all are mapped and nothing is odd.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the cache may come to take, in bytes, by the memory budget; null without one.</summary>
    internal long? CacheShareBytes { get; }

    /// <summary>What the expert slots have done; null where all weights are mapped.</summary>
    internal ExpertStatistics? Experts => _experts?.Statistics;

    /// <summary>Which form of attention was asked for.</summary>
    internal AttentionForm Attention => _options.Attention;

    internal IRoutingObserver? RoutingObserver
    {
        get => _pass.RoutingObserver;
        set => _pass.RoutingObserver = value;
    }

    /// <summary>Finds the weights in a checkpoint, which must outlive the model, and makes the buffers.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="options">How to compute; null for the defaults.</param>
    /// <param name="watch">Told how far it is, and asked whether to go on; null for neither.</param>
    /// <exception cref="CheckpointException">A tensor is missing, or has another shape or type; or the int8 side file that was asked for is.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or the memory budget is too small, or weights that do not fit into memory are to be divided among nodes.</exception>
    /// <exception cref="InferenceException">The machine's nodes cannot be read, or threads not kept on them.</exception>
    /// <exception cref="KernelUnavailableException">This processor lacks the forced instruction set.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static K2Model Load(Checkpoint checkpoint, ModelOptions? options = null, LoadWatch? watch = null)
        => Load(checkpoint, options ?? new ModelOptions(), new ExpertSettings(), null, watch);

    /// <summary>Loads with a cache or surroundings of the caller's.</summary>
    internal static K2Model Load(
        Checkpoint checkpoint,
        ModelOptions options,
        ExpertSettings settings,
        ThreadSettings? threads = null,
        LoadWatch? watch = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        watch?.Cancellation.ThrowIfCancellationRequested();
        return new K2Model(checkpoint, options, settings, threads ?? new ThreadSettings(), watch);
    }

    /// <summary>An empty cache for one sequence.</summary>
    /// <param name="capacity">The most tokens it may hold; null for the model's context length.</param>
    public LatentCache CreateCache(int? capacity = null)
        => new(Config.NumHiddenLayers, _size.CacheWidth, Math.Min(capacity ?? int.MaxValue, Config.MaxPositionEmbeddings));

    /// <summary>
    /// Computes the tokens that follow those in the cache, in steps of <see cref="ModelOptions.MaxStepTokens"/>, and adds them to it.
    /// </summary>
    /// <param name="cache">The sequence so far, from <see cref="CreateCache"/> or of the same dimensions.</param>
    /// <param name="tokens">The ids of the new tokens; at least one.</param>
    /// <param name="logits">
    /// Receives [n, vocabulary] float32 logits of the last n new tokens; its length decides n (0 computes none).
    /// </param>
    /// <param name="cancellationToken">Checked before every layer; a cancelled step leaves the cache as it was before that step.</param>
    /// <exception cref="ArgumentException">A token id is not in the vocabulary, or the length of <paramref name="logits"/> does not fit.</exception>
    /// <exception cref="ContextLengthException">The sequence would be longer than the cache or the model allows.</exception>
    /// <exception cref="InferenceException">A router score is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">Another thread is computing with this model.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed.</exception>
    public void Forward(LatentCache cache, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        _steps.Check(cache, tokens, logits.Length);
        Begin();
        try
        {
            _steps.Run(cache, tokens, logits, cancellationToken);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Told of what steps spend where; null for not.</summary>
    internal StageTimes? Times
    {
        get => _pass.Times;
        set => _pass.Times = value;
    }

    /// <summary>The layout of a cache for this model.</summary>
    internal CacheLayout LayoutOf(CacheFormat format) => new(Config.NumHiddenLayers, _size.Latent, _size.Rope, format);

    /// <summary>Computes a step of any sequences. A row's results depend on its sequence alone, to the bit, whatever else is in the plan.</summary>
    /// <param name="plan">The rows; at most <see cref="MaxStepTokens"/>, with known tokens, and positions inside the context.</param>
    /// <param name="layout">The layout of the blocks that the plan names.</param>
    /// <param name="logits">Receives [logit count, vocabulary], in the order in which the plan asks for them.</param>
    /// <param name="watch">Asked before every layer whether to go on.</param>
    /// <exception cref="OperationCanceledException">The watch said that nobody waits any more; entries of the step may be half written.</exception>
    /// <exception cref="InferenceException">A router score is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">Another thread is computing with this model.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed.</exception>
    internal void Forward(BatchPlan plan, CacheLayout layout, Span<float> logits, IStepWatch? watch)
    {
        Debug.Assert(plan.Rows is > 0 && plan.Rows <= MaxStepTokens, "The step has rows and they fit.");
        Debug.Assert(logits.Length >= (long)plan.LogitCount * Config.VocabSize, "The logits fit.");
        Begin();
        try
        {
            _pass.Run(plan, layout, logits, watch, CancellationToken.None);
        }
        finally
        {
            End();
        }
    }

    /// <summary>How fast the disk gives experts when nothing is computed, in 10^9 bytes per second; 0 where all weights are mapped.</summary>
    /// <param name="bytes">About how much to read.</param>
    /// <exception cref="IOException">A read failed.</exception>
    internal double MeasureDisk(long bytes) => _experts?.MeasureDisk(bytes) ?? 0;

    /// <summary>Ends the threads and frees the buffers. The checkpoint stays open.</summary>
    /// <exception cref="InvalidOperationException">Another thread is computing with this model.</exception>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, State.Idle, State.Idle) == State.Disposed)
        {
            return;
        }

        Enter(State.Disposed);
        _pool.Dispose();
        _experts?.Dispose();
        _pass.Dispose();
        _steps.Dispose();
        _space.Dispose();
    }

    private void Begin()
    {
        Enter(State.Computing);
        _threads.Enter();
    }

    private void End()
    {
        _threads.Leave();
        Interlocked.Exchange(ref _state, State.Idle);
    }

    private void Enter(State next)
    {
        State previous = Interlocked.CompareExchange(ref _state, next, State.Idle);
        ObjectDisposedException.ThrowIf(previous == State.Disposed, this);
        if (previous == State.Computing)
        {
            throw new InvalidOperationException("the model is computing on another thread; it serves one caller at a time");
        }
    }
}
