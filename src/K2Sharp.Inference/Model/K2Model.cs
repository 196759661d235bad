using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
public sealed unsafe class K2Model : IDisposable
{
    // Of a budget, whoever makes caches of single sequences gets room for so many float32 tokens.
    private const int UnplannedCacheTokens = 4096;
    private readonly ModelDimensions _size;
    private readonly ModelWeights _weights;
    private readonly ModelOptions _options;
    private readonly WorkerPool _pool;
    private readonly StepThreads _threads;
    private readonly Workspace _space;
    private readonly LatentAttention _attention;
    private readonly FeedForward _feedForward;
    private readonly List<string> _notes = [];

    // Only where the weights do not all fit into memory.
    private readonly ExpertWaves? _experts;

    // Of the one sequence of Forward(LatentCache, ...).
    private readonly BatchPlan _plan;
    private readonly CacheLayout _layout;
    private readonly NativeBuffer<nint> _blocks;

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
        Config = checkpoint.Config;
        Kernels = options.Kernels ?? CpuFeatures.Best;
        _size = new ModelDimensions(Config);
        _weights = ModelWeights.Bind(checkpoint, options.DenseWeights);
        int threads = options.Threads ?? WorkerPool.DefaultThreads;
        NodePlan? nodes = options.Numa ? FindNodes(threads, threadSettings) : null;
        _pool = new WorkerPool(threads, nodes);
        _threads = new StepThreads(_pool, options.Threads is null, threadSettings.Clock);
        try
        {
            _space = new Workspace(_size, Math.Min(options.MaxStepTokens, Config.MaxPositionEmbeddings), _pool.Threads);
            _attention = new LatentAttention(_size, _space, _pool, Kernels, options);
            _experts = OpenExperts(checkpoint, settings);
            if (nodes is not null)
            {
                Place(nodes, watch);
            }

            _feedForward = new FeedForward(_size, _space, _pool, Kernels, options.Activations, _experts);
            _plan = new BatchPlan(_space.MaxTokens, 1);
            _layout = LayoutOf(CacheFormat.Float32);
            _blocks = new NativeBuffer<nint>((Config.MaxPositionEmbeddings / LatentCache.BlockTokens) + 1);
        }
        catch
        {
            _pool.Dispose();
            _experts?.Dispose();
            _attention?.Dispose();
            _plan?.Dispose();
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
    public K2Config Config { get; }

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
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What the cache may come to take, in bytes, by the memory budget; null without one.</summary>
    internal long? CacheShareBytes { get; private set; }

    /// <summary>What the expert slots have done; null where all weights are mapped.</summary>
    internal ExpertStatistics? Experts => _experts?.Statistics;

    /// <summary>Which form of attention was asked for.</summary>
    internal AttentionForm Attention => _options.Attention;

    internal IRoutingObserver? RoutingObserver
    {
        get => _feedForward.Observer;
        set => _feedForward.Observer = value;
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
        int rows = logits.Length / Config.VocabSize;
        if (tokens.IsEmpty || logits.Length % Config.VocabSize != 0 || rows > tokens.Length)
        {
            throw new ArgumentException("logits must hold a whole number of rows of the vocabulary's size, at most one per new token");
        }

        CheckTokens(tokens);
        CheckCache(cache, tokens.Length);
        Begin();
        try
        {
            cache.Reserve(tokens.Length);
            RunSteps(cache, tokens, logits, rows, cancellationToken);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Told of what steps spend where; null for not.</summary>
    internal StageTimes? Times { get; set; }

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
            Compute(plan, layout, logits, watch, CancellationToken.None);
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
        _attention.Dispose();
        _plan.Dispose();
        _blocks.Dispose();
        _space.Dispose();
    }

    /// <summary>Slots for experts where a budget, or the memory that is free, does not hold all weights; null where it does.</summary>
    private ExpertWaves? OpenExperts(Checkpoint checkpoint, ExpertSettings settings)
    {
        var catalog = new Lazy<ExpertCatalog>(() => new ExpertCatalog(_weights, checkpoint, settings.ReadBytes));
        MemoryPlan plan = MemoryPlan.Divide(
            ModelMemory.Of(_weights, _space.ByteCount),
            catalog,
            _size.Experts == 0 ? 0 : _size.ExpertsPerToken,
            (long)Math.Min(UnplannedCacheTokens, Config.MaxPositionEmbeddings) * Config.NumHiddenLayers * _size.CacheWidth * sizeof(float),
            _options.Memory,
            settings);
        CacheShareBytes = plan.CacheBytes;
        if (plan.Slots is not { } slots)
        {
            return null;
        }

        _notes.Add($"{slots} of {catalog.Value.Places.Length} experts fit into memory; the others are read from disk when they are needed");
        return new ExpertWaves(new ExpertStore(catalog.Value, checkpoint, slots, settings, _notes), _size, _space, _pool, Kernels, _options.Activations);
    }

    /// <summary>The division of threads and work; null on a machine of one node.</summary>
    private NodePlan? FindNodes(int threads, ThreadSettings settings)
    {
        IReadOnlyList<MachineNode> nodes = MachineNodes.Read(settings.NodeFolder, ThreadAffinity.OfProcess());
        if (nodes.Count > 1)
        {
            return new NodePlan(nodes, threads);
        }

        _notes.Add("this machine has one NUMA node (or lets this process use one), so the numa option changes nothing");
        return null;
    }

    private void Place(NodePlan nodes, LoadWatch? watch)
    {
        if (_experts is not null)
        {
            throw new ArgumentException("only weights that are all in memory can be divided among NUMA nodes, and these do not fit: leave the numa option out, or give a larger memory budget");
        }

        long bytes = PagePlacement.Run(PlacedMatrix.Of(_weights, _size), nodes, watch?.Progress, watch?.Cancellation ?? CancellationToken.None);
        _notes.Add($"{bytes / 1e9:F2} GB of weights are divided among {nodes.Nodes.Count} NUMA nodes; those that were in the system's file cache before stay where they were");
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

    private void RunSteps(LatentCache cache, ReadOnlySpan<int> tokens, Span<float> logits, int rows, CancellationToken cancellationToken)
    {
        int blocks = (cache.Length + tokens.Length + LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;
        for (int b = 0; b < blocks; b++)
        {
            // The cache's arrays are pinned, so their addresses last as long as they do.
            _blocks.Pointer[b] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(cache.Block(0, b)));
        }

        int firstWithLogits = tokens.Length - rows;
        for (int begin = 0; begin < tokens.Length; begin += _space.MaxTokens)
        {
            int count = Math.Min(_space.MaxTokens, tokens.Length - begin);
            _plan.Clear();
            _plan.Add((nint)_blocks.Pointer, cache.Length, tokens.Slice(begin, count), _options.Attention);
            int first = Math.Max(firstWithLogits, begin);
            for (int row = first - begin; row < count; row++)
            {
                _plan.WantLogits(row);
            }

            Compute(_plan, _layout, _plan.LogitCount == 0 ? default : logits[((first - firstWithLogits) * Config.VocabSize)..], null, cancellationToken);
            cache.Commit(count);
        }
    }

    private void Compute(BatchPlan plan, CacheLayout layout, Span<float> logits, IStepWatch? watch, CancellationToken cancellationToken)
    {
        _threads.Begin(plan.Rows);
        RunLayers(plan, layout, watch, cancellationToken);
        ComputeLogits(plan, logits);
        _threads.End();
    }

    private void RunLayers(BatchPlan plan, CacheLayout layout, IStepWatch? watch, CancellationToken cancellationToken)
    {
        for (int t = 0; t < plan.Rows; t++)
        {
            Embed(plan.Tokens[t], _space.Residual + ((long)t * _size.Hidden));
        }

        _attention.Begin(plan);
        Times?.Begin();
        for (int layer = 0; layer < _weights.Layers.Length; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (watch is { IsAbandoned: true })
            {
                throw new OperationCanceledException("nobody waits for this step any more");
            }

            LayerWeights weights = _weights.Layers[layer];
            Normalize(weights.InputNorm, weights.Attention.InputFormat, null, plan.Rows);
            _attention.Run(layer, weights.Attention, plan, layout);
            Times?.End(Stage.Attention);
            Normalize(weights.PostAttentionNorm, weights.Moe?.InputFormat ?? weights.Dense!.Value.InputFormat, null, plan.Rows);
            _feedForward.Run(layer, weights, plan.Rows, plan.Positions[0]);
            Times?.End(weights.Moe is null ? Stage.DenseMlp : Stage.Experts);
        }
    }

    private void Embed(int token, float* row)
    {
        if (_weights.Embedding.Format == WeightFormat.BFloat16)
        {
            WidenBf16.Apply(Kernels, (ushort*)_weights.Embedding.Data + ((long)token * _size.Hidden), row, _size.Hidden);
        }
        else
        {
            new ReadOnlySpan<float>((float*)_weights.Embedding.Data + ((long)token * _size.Hidden), _size.Hidden)
                .CopyTo(new Span<float>(row, _size.Hidden));
        }
    }

    /// <summary>Normalizes rows of the residual stream: those named, or the first ones.</summary>
    private void Normalize(float[] weights, WeightFormat readerFormat, int* rows, int count)
    {
        fixed (float* pointer = weights)
        {
            var work = new RmsNormWork
            {
                Path = Kernels,
                Input = _space.Residual,
                InputStride = _size.Hidden,
                Rows = rows,
                Weights = pointer,
                Epsilon = (float)Config.RmsNormEps,
                Length = _size.Hidden,
                Output = _space.Normed,
                OutputStride = _size.Hidden,
                ReaderFormat = readerFormat,
                Activations = _options.Activations,
                Prepared = readerFormat.HasCodes() ? _space.NormedPrepared : null,
            };
            _pool.Run(count, ref work);
        }
    }

    private void ComputeLogits(BatchPlan plan, Span<float> logits)
    {
        if (plan.LogitCount == 0)
        {
            return;
        }

        Normalize(_weights.FinalNorm, _weights.Head.Format, plan.LogitRows, plan.LogitCount);
        ActivationBatch input = new ActivationBatch(_space.Normed, plan.LogitCount, _size.Hidden, _size.Hidden)
            .WithPrepared(Kernels, _weights.Head.Format, _options.Activations, _space.NormedPrepared);
        fixed (float* output = logits)
        {
            MatMulWork.Run(_pool, Kernels, _weights.Head, input, output, Config.VocabSize);
        }

        Times?.End(Stage.OutputHead);
    }

    /// <summary>Kernels write into the cache by address, so one of other dimensions would be memory corruption.</summary>
    private void CheckCache(LatentCache cache, int tokens)
    {
        if (cache.Layers != Config.NumHiddenLayers || cache.Width != _size.CacheWidth)
        {
            throw new ArgumentException(
                $"the cache has {cache.Layers} layers of width {cache.Width}, but the model needs {Config.NumHiddenLayers} of {_size.CacheWidth}; use CreateCache");
        }

        if (tokens > Config.MaxPositionEmbeddings - cache.Length)
        {
            throw new ContextLengthException(cache.Length + (long)tokens, Config.MaxPositionEmbeddings);
        }
    }

    private void CheckTokens(ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)Config.VocabSize)
            {
                throw new ArgumentException($"token {token} is not in the vocabulary of {Config.VocabSize}");
            }
        }
    }
}
