using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>One segment's attention over a cache of random entries, without a model around it.</summary>
internal sealed unsafe class AttentionTrial : IDisposable
{
    private const int NoPosition = 20;
    private const int Rope = 4;
    private const int Value = 48;
    private const int Latent = 16;
    private const int Threads = 8;
    private readonly List<IDisposable> _owned = [];
    private readonly KernelPath _path;
    private readonly CacheFormat _format;
    private readonly int _heads;
    private readonly int _tokens;
    private readonly int _position;
    private readonly NativeBuffer<float> _queries;
    private readonly NativeBuffer<float> _latentUp;
    private readonly NativeBuffer<float> _outputs;
    private readonly NativeBuffer<float> _scratch;
    private readonly NativeBuffer<float> _splitQueries;
    private readonly NativeBuffer<float> _spanSums;
    private readonly NativeBuffer<nint> _blocks;
    private readonly CacheLayout _layout;

    public AttentionTrial(KernelPath path, CacheFormat format, int heads, int tokens, int position, int seed)
    {
        _path = path;
        _format = format;
        _heads = heads;
        _tokens = tokens;
        _position = position;
        _layout = new CacheLayout(1, Latent, Rope, format);
        int context = position + tokens;
        int blocks = (context + LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;
        var random = new Random(seed);
        _queries = Random(random, (long)tokens * heads * (NoPosition + Rope), 2);
        _latentUp = Random(random, (long)heads * (NoPosition + Value) * Latent, 1);
        _outputs = Own(new NativeBuffer<float>((long)tokens * heads * Value));
        _splitQueries = Own(new NativeBuffer<float>((long)tokens * heads * (Latent + Rope)));
        _spanSums = Own(new NativeBuffer<float>(ContextSpans.Count(context) * SpanSums.Length(heads * tokens, Latent)));
        int count = Math.Max(heads * tokens, SplitAttention.QueriesPerItem);
        ScratchLength = AttentionScratch.AbsorbedLength(Latent, Rope, count);
        _scratch = Own(new NativeBuffer<float>(Threads * ScratchLength));
        _blocks = Own(new NativeBuffer<nint>(blocks));
        var bytes = Own(new NativeBuffer<byte>(blocks * _layout.BlockBytes));
        float[] row = new float[Latent + Rope];
        for (int block = 0; block < blocks; block++)
        {
            _blocks.Pointer[block] = (nint)(bytes.Pointer + (block * _layout.BlockBytes));
        }

        fixed (float* entry = row)
        {
            for (int i = 0; i < context; i++)
            {
                for (int j = 0; j < row.Length; j++)
                {
                    row[j] = (float)((random.NextDouble() * 2) - 1);
                }

                CacheRows.Store(path, _layout, entry, (byte*)_blocks.Pointer[i / LatentCache.BlockTokens] + (i % LatentCache.BlockTokens * (long)_layout.EntryBytes));
            }
        }
    }

    public bool WasSplit { get; private set; }

    public float[] Outputs => new ReadOnlySpan<float>(_outputs.Pointer, _tokens * _heads * Value).ToArray();

    private long ScratchLength { get; }

    public float[] Run(WorkerPool pool, bool split)
    {
        AttentionStep step = Step(split);
        AttentionWork.Run(pool, &step, 1);
        return Outputs;
    }

    /// <summary>A single query's result, computed alone.</summary>
    public float[] RunOne(WorkerPool pool, int token, bool split)
    {
        AttentionStep step = Step(split: false);
        step.Queries += token * _heads * (NoPosition + Rope);
        step.FirstPosition += token;
        step.Tokens = 1;
        if (split)
        {
            Place(ref step);
        }

        AttentionWork.Run(pool, &step, 1);
        return Outputs[..(_heads * Value)];
    }

    /// <summary>Some of the queries as a step of a prompt.</summary>
    /// <remarks>The memory that the workers get is no longer than what is asked for, ends where a page begins that cannot be touched, and holds no numbers.</remarks>
    public float[] RunMaterialised(WorkerPool pool, int first = 0, int? count = null)
    {
        AttentionStep step = Step(split: false);
        step.IsAbsorbed = false;
        step.ScratchStride = MaterialisedScratch.Length(NoPosition, Rope, Value, Latent, count ?? _tokens);
        using var scratch = new NativeBuffer(pool.Threads * step.ScratchStride * sizeof(float));
        scratch.AsFloats().Fill(float.NaN);
        step.Scratch = scratch.Floats;
        step.Queries += first * _heads * (NoPosition + Rope);
        step.FirstPosition += first;
        step.Tokens = count ?? _tokens;
        AttentionWork.Run(pool, &step, 1);
        return Outputs[..(step.Tokens * _heads * Value)];
    }

    /// <summary>All segments in one step, split where that is possible.</summary>
    public static void RunAll(WorkerPool pool, AttentionTrial[] trials)
    {
        AttentionStep* steps = stackalloc AttentionStep[trials.Length];
        for (int i = 0; i < trials.Length; i++)
        {
            new Span<float>(trials[i]._outputs.Pointer, (int)trials[i]._outputs.Length).Clear();
            steps[i] = trials[i].Step(split: true);
            steps[i].Scratch = trials[0]._scratch.Pointer;
        }

        AttentionWork.Run(pool, steps, trials.Length);
    }

    /// <summary>Softmax attention with expanded keys and values in float64, over what the cache holds.</summary>
    public double[] Definition()
    {
        double[] outputs = new double[_tokens * _heads * Value];
        float* copy = stackalloc float[Latent + Rope];
        for (int token = 0; token < _tokens; token++)
        {
            for (int head = 0; head < _heads; head++)
            {
                float* query = _queries.Pointer + (((token * _heads) + head) * (NoPosition + Rope));
                double[] scores = new double[_position + token + 1];
                double[] sums = new double[Latent];
                double[] absorbed = new double[Latent];
                for (int j = 0; j < Latent; j++)
                {
                    for (int n = 0; n < NoPosition; n++)
                    {
                        absorbed[j] += (double)Up(head, n)[j] * query[n];
                    }
                }

                for (int i = 0; i < scores.Length; i++)
                {
                    float* entry = Entry(i, copy);
                    for (int j = 0; j < Latent; j++)
                    {
                        scores[i] += absorbed[j] * entry[j];
                    }

                    for (int j = 0; j < Rope; j++)
                    {
                        scores[i] += (double)query[NoPosition + j] * entry[Latent + j];
                    }
                }

                double max = scores.Max();
                double total = 0;
                for (int i = 0; i < scores.Length; i++)
                {
                    double weight = Math.Exp((scores[i] - max) * SoftmaxScale);
                    total += weight;
                    float* entry = Entry(i, copy);
                    for (int j = 0; j < Latent; j++)
                    {
                        sums[j] += weight * entry[j];
                    }
                }

                for (int v = 0; v < Value; v++)
                {
                    for (int j = 0; j < Latent; j++)
                    {
                        outputs[(((token * _heads) + head) * Value) + v] += Up(head, NoPosition + v)[j] * sums[j] / total;
                    }
                }
            }
        }

        return outputs;
    }

    public static void AssertNear(double[] expected, float[] actual)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-5 * scale, $"output {i}: {actual[i]}, by definition {expected[i]}");
        }
    }

    public void Dispose() => _owned.ForEach(buffer => buffer.Dispose());

    private const float SoftmaxScale = 1.5f;

    private AttentionStep Step(bool split)
    {
        var step = new AttentionStep
        {
            Path = _path,
            Heads = _heads,
            NoPosition = NoPosition,
            Rope = Rope,
            Value = Value,
            Latent = Latent,
            LatentUp = new WeightMatrix(_latentUp.Pointer, _heads * (NoPosition + Value), Latent),
            Queries = _queries.Pointer,
            Values = _outputs.Pointer,
            Tokens = _tokens,
            FirstPosition = _position,
            Scale = SoftmaxScale,
            IsAbsorbed = true,
            Format = _format,
            CacheBlocks = _blocks.Pointer,
            Scratch = _scratch.Pointer,
            ScratchStride = ScratchLength,
        };
        if (split)
        {
            Place(ref step);
        }

        WasSplit = step.IsSplit;
        return step;
    }

    private void Place(ref AttentionStep step)
    {
        float* queries = _splitQueries.Pointer;
        float* sums = _spanSums.Pointer;
        SplitAttention.TryPlace(ref step, ref queries, queries + _splitQueries.Length, ref sums, sums + _spanSums.Length);
    }

    private float* Up(int head, int row) => _latentUp.Pointer + (((head * (NoPosition + Value)) + row) * Latent);

    private float* Entry(int index, float* copy)
        => CacheRows.Floats(_path, _format, Latent, Rope, (byte*)_blocks.Pointer[index / LatentCache.BlockTokens] + (index % LatentCache.BlockTokens * (long)_layout.EntryBytes), 1, copy);

    private NativeBuffer<float> Random(Random random, long length, double range)
    {
        NativeBuffer<float> buffer = Own(new NativeBuffer<float>(length));
        for (long i = 0; i < length; i++)
        {
            buffer.Pointer[i] = (float)(((random.NextDouble() * 2) - 1) * range);
        }

        return buffer;
    }

    private NativeBuffer<T> Own<T>(NativeBuffer<T> buffer)
        where T : unmanaged
    {
        _owned.Add(buffer);
        return buffer;
    }
}
