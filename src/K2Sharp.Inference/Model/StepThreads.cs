using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Model;

/// <summary>Decides how many of a pool's threads a step has, and keeps the calling thread on its node meanwhile.</summary>
/// <param name="pool">The threads.</param>
/// <param name="isTuned">Whether steps of few rows may have fewer than all.</param>
/// <param name="clock">Measures steps.</param>
/// <param name="nodes">The nodes that the pool's threads are divided among; null where nothing is divided.</param>
internal sealed class StepThreads(WorkerPool pool, bool isTuned, TimeProvider clock, NodePlan? nodes = null)
{
    private readonly ThreadGauge? _gauge = isTuned && pool.Threads > 1 ? new ThreadGauge(pool.Threads) : null;
    private readonly CallerBinding? _caller = nodes is null ? null : new CallerBinding(nodes);
    private long _begin;

    /// <summary>Threads of steps of few rows, as far as is known; for any thread to read.</summary>
    public int OfFewRows => _gauge?.Chosen ?? pool.Threads;

    /// <summary>The calling thread begins to compute steps.</summary>
    public void Enter() => _caller?.Bind();

    /// <summary>The calling thread has computed its steps, or failed to.</summary>
    public void Leave() => _caller?.Free();

    /// <summary>A step begins.</summary>
    public void Begin(int rows)
    {
        if (_gauge is not null)
        {
            pool.Active = _gauge.Next(rows);
            _begin = clock.GetTimestamp();
        }
    }

    /// <summary>The step has been computed to its end.</summary>
    public void End() => _gauge?.Add(clock.GetTimestamp() - _begin);
}
