using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Benchmarks;

/// <summary>A layer's attention for the last tokens of a context, with K2's head sizes. Runs take turns over copies of the cache, which together fit no processor's own.</summary>
internal sealed unsafe class AttentionFixture : IDisposable
{
    public const int Latent = 512;
    public const int Rope = 64;
    public const int NoPosition = 128;
    public const int Value = 128;
    private const long LeastBytes = 160L << 20;
    private readonly int _heads;
    private readonly int _context;
    private readonly int _tokens;
    private readonly CacheLayout _layout = new(1, Latent, Rope, CacheFormat.BFloat16);
    private readonly NativeBuffer<byte> _cache;
    private readonly NativeBuffer<nint> _blocks;
    private readonly NativeBuffer<ushort> _latentUp;
    private readonly NativeBuffer<float> _queries;
    private readonly NativeBuffer<float> _outputs;
    private readonly NativeBuffer<float> _scratch;
    private readonly NativeBuffer<float> _splitQueries;
    private readonly NativeBuffer<float> _spanSums;
    private readonly long _scratchLength;
    private readonly int _blocksPerCopy;
    private readonly int _copies;
    private int _turn;

    public AttentionFixture(int heads, int context, int threads, int tokens = 1)
    {
        _heads = heads;
        _context = context;
        _tokens = tokens;
        _blocksPerCopy = (context + LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;
        _copies = (int)Math.Max(1, LeastBytes / (_blocksPerCopy * _layout.BlockBytes));
        _cache = new NativeBuffer<byte>(_copies * _blocksPerCopy * _layout.BlockBytes);
        _blocks = new NativeBuffer<nint>((long)_copies * _blocksPerCopy);
        _latentUp = new NativeBuffer<ushort>((long)heads * (NoPosition + Value) * Latent);
        _queries = new NativeBuffer<float>((long)tokens * heads * (NoPosition + Rope));
        _outputs = new NativeBuffer<float>((long)tokens * heads * Value);
        _splitQueries = new NativeBuffer<float>((long)heads * _layout.Width);
        _spanSums = new NativeBuffer<float>(ContextSpans.Count(context) * SpanSums.Length(heads, Latent));
        _scratchLength = Math.Max(
            AttentionScratch.AbsorbedLength(Latent, Rope, SplitAttention.QueriesPerItem),
            MaterialisedScratch.Length(NoPosition, Rope, Value, Latent, tokens));
        _scratch = new NativeBuffer<float>(threads * _scratchLength);
        Fill(new Span<ushort>(_latentUp.Pointer, (int)_latentUp.Length));
        for (int block = 0; block < _blocks.Length; block++)
        {
            byte* memory = _cache.Pointer + (block * _layout.BlockBytes);
            _blocks.Pointer[block] = (nint)memory;
            Fill(new Span<ushort>(memory, (int)_layout.BlockBytes / sizeof(ushort)));
        }

        for (int i = 0; i < _queries.Length; i++)
        {
            _queries.Pointer[i] = ((i * 37 % 101) - 50) / 500f;
        }
    }

    /// <summary>The absorbed form, of one token.</summary>
    public void Run(WorkerPool pool, bool split)
    {
        AttentionStep step = Step(isAbsorbed: true);
        if (split)
        {
            float* queries = _splitQueries.Pointer;
            float* sums = _spanSums.Pointer;
            SplitAttention.TryPlace(ref step, ref queries, queries + _splitQueries.Length, ref sums, sums + _spanSums.Length);
        }

        AttentionWork.Run(pool, &step, 1);
    }

    /// <summary>The materialised form, of all tokens.</summary>
    public void RunPrompt(WorkerPool pool)
    {
        AttentionStep step = Step(isAbsorbed: false);
        AttentionWork.Run(pool, &step, 1);
    }

    public void Dispose()
    {
        foreach (IDisposable buffer in (IDisposable[])[_cache, _blocks, _latentUp, _queries, _outputs, _scratch, _splitQueries, _spanSums])
        {
            buffer.Dispose();
        }
    }

    private AttentionStep Step(bool isAbsorbed) => new()
    {
        Path = CpuFeatures.Best,
        Heads = _heads,
        NoPosition = NoPosition,
        Rope = Rope,
        Value = Value,
        Latent = Latent,
        LatentUp = new WeightMatrix(_latentUp.Pointer, _heads * (NoPosition + Value), Latent),
        Queries = _queries.Pointer,
        Values = _outputs.Pointer,
        Tokens = _tokens,
        FirstPosition = _context - _tokens,
        Scale = 0.1f,
        IsAbsorbed = isAbsorbed,
        Format = CacheFormat.BFloat16,
        CacheBlocks = _blocks.Pointer + ((long)(_turn++ % _copies) * _blocksPerCopy),
        Scratch = _scratch.Pointer,
        ScratchStride = _scratchLength,
    };

    /// <summary>Small normal bfloat16 numbers of either sign.</summary>
    private static void Fill(Span<ushort> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (ushort)(0x3C3C + (((uint)i * 2654435761) >> 16 & 0x80FF));
        }
    }
}
