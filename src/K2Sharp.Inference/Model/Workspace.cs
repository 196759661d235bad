using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>Every buffer of a forward pass, sized for the longest step, so that a step allocates nothing.</summary>
internal sealed unsafe class Workspace : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public Workspace(ModelDimensions size, int tokens, int threads)
    {
        MaxTokens = tokens;
        long intermediates = size.FeedForwardPerToken;
        int jobs = size.Experts + 1;

        // A prepared row is padded to whole blocks, and each block's rows begin anew.
        long paddedIntermediates = intermediates + ((jobs <= 1 ? 1 : size.ExpertsPerToken + 1L) * ActivationBatch.BlockColumns);
        Residual = Floats((long)tokens * size.Hidden);
        Normed = Floats((long)tokens * size.Hidden);
        NormedPrepared = Floats((long)tokens * Prepared(size.Hidden));
        QueryLatent = Floats((long)tokens * (size.Config.QLoraRank ?? 1));
        QueryLatentPrepared = Floats((long)tokens * Prepared(size.Config.QLoraRank ?? 1));
        Queries = Floats((long)tokens * size.Queries);
        Latents = Floats((long)tokens * size.CacheWidth);
        Values = Floats((long)tokens * size.Values);
        ValuesPrepared = Floats((long)tokens * Prepared(size.Values));
        AttentionOutput = Floats((long)tokens * size.Hidden);
        Cosines = Floats((long)tokens * (size.Rope / 2));
        Sines = Floats((long)tokens * (size.Rope / 2));
        Gate = Floats(tokens * intermediates);
        Up = Floats(tokens * intermediates);
        GatePrepared = Floats(tokens * paddedIntermediates);
        DownScratch = Floats((long)threads * DownWork.ScratchFloats(tokens));
        RouterLogits = Floats((long)tokens * Math.Max(1, size.Experts));
        RouterScratch = Floats(2L * Math.Max(1, size.Experts));
        Chosen = Own(new NativeBuffer<int>((long)tokens * size.ExpertsPerToken)).Pointer;
        ChosenFactors = Floats((long)tokens * size.ExpertsPerToken);
        PairTokens = Own(new NativeBuffer<int>((long)tokens * size.ExpertsPerToken)).Pointer;
        PairFactors = Floats((long)tokens * size.ExpertsPerToken);
        ExpertCounts = Own(new NativeBuffer<int>(jobs + 1)).Pointer;
        Jobs = Own(new NativeBuffer<FeedForwardJob>(jobs)).Pointer;
        AttentionScratchPerWorker = AttentionScratch.Length(size, tokens);
        AttentionBuffer = Floats(threads * AttentionScratchPerWorker);
        SplitQueriesLength = SplitAttention.QueryLength(size);
        SplitQueries = Floats(SplitQueriesLength);
        SpanSumsLength = SplitAttention.SumsLength(size);
        SpanSums = Floats(SpanSumsLength);
        ByteCount = _bytes;
    }

    public int MaxTokens { get; }

    /// <summary>Memory that the buffers take.</summary>
    public long ByteCount { get; }

    /// <summary>[tokens, hidden].</summary>
    public float* Residual { get; }

    /// <summary>[tokens, hidden].</summary>
    public float* Normed { get; }

    public float* NormedPrepared { get; }

    /// <summary>[tokens, q_lora_rank].</summary>
    public float* QueryLatent { get; }

    public float* QueryLatentPrepared { get; }

    /// <summary>[tokens, heads, nope + rope].</summary>
    public float* Queries { get; }

    /// <summary>[tokens, kv_lora_rank + rope]: the compressed keys and values before they go to the cache.</summary>
    public float* Latents { get; }

    /// <summary>[tokens, heads, v]: the heads' outputs.</summary>
    public float* Values { get; }

    public float* ValuesPrepared { get; }

    /// <summary>[tokens, hidden].</summary>
    public float* AttentionOutput { get; }

    /// <summary>[tokens, rope / 2].</summary>
    public float* Cosines { get; }

    /// <summary>[tokens, rope / 2].</summary>
    public float* Sines { get; }

    public float* Gate { get; }

    public float* Up { get; }

    public float* GatePrepared { get; }

    public float* DownScratch { get; }

    /// <summary>[tokens, experts].</summary>
    public float* RouterLogits { get; }

    public float* RouterScratch { get; }

    /// <summary>[tokens, experts per token].</summary>
    public int* Chosen { get; }

    /// <summary>[tokens, experts per token].</summary>
    public float* ChosenFactors { get; }

    /// <summary>The token of every (token, expert) pair, ordered by expert, then token.</summary>
    public int* PairTokens { get; }

    public float* PairFactors { get; }

    public int* ExpertCounts { get; }

    public FeedForwardJob* Jobs { get; }

    public float* AttentionBuffer { get; }

    public long AttentionScratchPerWorker { get; }

    /// <summary>The absorbed queries of segments whose attention is split over the context.</summary>
    public float* SplitQueries { get; }

    public long SplitQueriesLength { get; }

    /// <summary>What each span of their contexts comes to.</summary>
    public float* SpanSums { get; }

    public long SpanSumsLength { get; }

    private long _bytes;

    /// <summary>Enough for every precision: float32 takes the most.</summary>
    private static int Prepared(int columns) => ActivationBatch.PreparedLength(WeightFormat.Int4Group32, ActivationPrecision.Float32, columns);

    public void Dispose() => _owned.ForEach(buffer => buffer.Dispose());

    private float* Floats(long count) => Own(new NativeBuffer<float>(count)).Pointer;

    private NativeBuffer<T> Own<T>(NativeBuffer<T> buffer)
        where T : unmanaged
    {
        _owned.Add(buffer);
        _bytes += buffer.Length * sizeof(T);
        return buffer;
    }
}
