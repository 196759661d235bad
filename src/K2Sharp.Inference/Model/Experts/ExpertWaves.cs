using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// Runs the blocks of a layer whose experts are not all in memory: their reads are begun at once, and what is there, the shared experts first of all, is computed
/// while they last. More experts than find a place are computed in waves, the next one being read meanwhile. A token's sum runs in the same order
/// as when everything is mapped, so results are the same to the bit.
/// </summary>
internal sealed unsafe class ExpertWaves : IDisposable
{
    private readonly ExpertStore _store;
    private readonly Workspace _space;
    private readonly WorkerPool _pool;
    private readonly KernelPath _path;
    private readonly ActivationPrecision _activations;
    private readonly int _hidden;
    private readonly int[] _experts;
    private readonly int[] _open;
    private readonly NativeBuffer<FeedForwardJob> _ready;

    public ExpertWaves(ExpertStore store, ModelDimensions size, Workspace space, WorkerPool pool, KernelPath path, ActivationPrecision activations)
    {
        _store = store;
        _space = space;
        _pool = pool;
        _path = path;
        _activations = activations;
        _hidden = size.Hidden;
        _experts = new int[size.Experts];
        _open = new int[size.Experts];
        _ready = new NativeBuffer<FeedForwardJob>(size.Experts + 1);
    }

    public ExpertStatistics Statistics => _store.Statistics;

    /// <summary>See <see cref="DiskBandwidth"/>.</summary>
    public double MeasureDisk(long bytes) => _store.MeasureDisk(bytes);

    /// <summary>Adds the blocks' outputs to the residual stream.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="jobs">The routed experts' jobs by rising expert, then the shared experts' job if there is one.</param>
    /// <param name="count">Number of jobs.</param>
    /// <param name="tokens">Tokens of the step.</param>
    /// <exception cref="InferenceException">An expert could not be read.</exception>
    public void Run(int layer, FeedForwardJob* jobs, int count, int tokens)
    {
        int routed = count;
        for (int j = 0; j < count; j++)
        {
            if (jobs[j].Expert < 0)
            {
                routed = j;
                break;
            }

            _experts[j] = jobs[j].Expert;
        }

        try
        {
            ReadOnlySpan<int> experts = _experts.AsSpan(0, routed);
            _store.Use(layer, experts);
            int end = Submit(layer, jobs, 0, routed);
            for (int begin = 0; begin < routed;)
            {
                int ahead = Submit(layer, jobs, end, routed);
                GateUp(layer, jobs, begin, end, begin == 0 ? count - routed : 0, routed);
                Down(jobs, begin, end == routed ? count : end, tokens, isFirst: begin == 0, isLast: end == routed);
                _store.Release(layer, experts[begin..end]);
                begin = end;
                end = ahead > end ? ahead : Submit(layer, jobs, end, routed);
            }
        }
        catch
        {
            _store.ReleaseAll();
            throw;
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _ready.Dispose();
    }

    /// <summary>Keeps as many of the experts from <paramref name="begin"/> on as there is room for, and returns the first that is not kept.</summary>
    private int Submit(int layer, FeedForwardJob* jobs, int begin, int routed)
    {
        int end = begin + _store.Submit(layer, _experts.AsSpan(begin, routed - begin));
        for (int j = begin; j < end; j++)
        {
            jobs[j].Weights = _store.Weights(layer, jobs[j].Expert);
        }

        return end;
    }

    private void GateUp(int layer, FeedForwardJob* jobs, int begin, int end, int shared, int routed)
    {
        int open = end - begin;
        for (int i = 0; i < open; i++)
        {
            _open[i] = begin + i;
        }

        int ready = 0;
        int items = 0;
        if (shared > 0)
        {
            Take(jobs[routed]);
        }

        while (open > 0 || ready > 0)
        {
            int still = 0;
            for (int i = 0; i < open; i++)
            {
                int j = _open[i];
                if (_store.IsReady(layer, jobs[j].Expert))
                {
                    Take(jobs[j]);
                }
                else
                {
                    _open[still++] = j;
                }
            }

            open = still;
            if (ready == 0)
            {
                Wait(layer, jobs, open);
                continue;
            }

            GateUpWork.Run(_pool, _path, _activations, _ready.Pointer, ready, items);
            ready = items = 0;
        }

        void Take(in FeedForwardJob job)
        {
            _ready.Pointer[ready] = job;
            _ready.Pointer[ready++].FirstItem = items;
            items += GateUpWork.ItemCount(job.Weights.Intermediate);
        }
    }

    private void Wait(int layer, FeedForwardJob* jobs, int open)
    {
        Span<int> experts = stackalloc int[open];
        for (int i = 0; i < open; i++)
        {
            experts[i] = jobs[_open[i]].Expert;
        }

        _store.WaitForAny(layer, experts);
    }

    private void Down(FeedForwardJob* jobs, int begin, int end, int tokens, bool isFirst, bool isLast)
    {
        var work = new DownWork
        {
            Path = _path,
            Activations = _activations,
            Jobs = jobs + begin,
            JobCount = end - begin,
            Hidden = _hidden,
            StepTokens = tokens,
            Residual = _space.Residual,
            Scratch = _space.DownScratch,

            // Attention has added its output to the residual stream, so the buffer is free until the next layer.
            Sums = isFirst && isLast ? null : _space.AttentionOutput,
            ContinuesSums = !isFirst,
            LeavesSums = !isLast,
        };
        work.Run(_pool);
    }
}
