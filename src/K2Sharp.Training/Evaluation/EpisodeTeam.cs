using System.Runtime.ExceptionServices;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>
/// Several engines of one thread each that share tasks by index. An episode depends on the checkpoint, its task and its sampling alone, so
/// neither the number of engines nor their speed changes a result.
/// </summary>
internal sealed class EpisodeTeam : IDisposable
{
    private readonly List<K2Engine> _engines = [];

    /// <param name="directory">The checkpoint; each engine maps the same file.</param>
    /// <param name="workers">Engines, each with a thread of its own.</param>
    public EpisodeTeam(string directory, int workers = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        try
        {
            for (int i = 0; i < workers; i++)
            {
                // The trainer computes in float32, and what it learns from should have been drawn from the same distribution.
                _engines.Add(K2Engine.Load(directory, new EngineOptions { Model = new ModelOptions { Threads = 1 }, CacheFormat = CacheFormat.Float32 }));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether turns keep the ids of their prompts.</summary>
    public bool KeepsPrompts { get; init; }

    /// <summary>See <see cref="EpisodePlayer.EnforcesFormat"/>.</summary>
    public bool EnforcesFormat { get; init; }

    /// <summary>Plays the tasks; the results stand in the order of the tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="sampling">How to draw in the task of an index.</param>
    /// <param name="onPlayed">Told the index and the episode after every task, from the engines' threads, one at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PlayedEpisode[] Play(
        IReadOnlyList<TrainingTask> tasks,
        Func<int, SamplingOptions> sampling,
        Action<int, PlayedEpisode>? onPlayed = null,
        CancellationToken cancellationToken = default)
    {
        var episodes = new PlayedEpisode[tasks.Count];
        int next = -1;
        var gate = new Lock();
        void Work(K2Engine engine, CancellationToken cancellation)
        {
            var player = new EpisodePlayer(engine) { KeepsPrompts = KeepsPrompts, EnforcesFormat = EnforcesFormat };
            for (int i = Interlocked.Increment(ref next); i < tasks.Count; i = Interlocked.Increment(ref next))
            {
                episodes[i] = player.Play(tasks[i], sampling(i), cancellation);
                lock (gate)
                {
                    onPlayed?.Invoke(i, episodes[i]);
                }
            }
        }

        OnThreads(Work, cancellationToken);
        return episodes;
    }

    public void Dispose() => _engines.ForEach(engine => engine.Dispose());

    /// <summary>Runs the work with every engine at once. When one fails the others are cancelled, and its failure is thrown.</summary>
    private void OnThreads(Action<K2Engine, CancellationToken> work, CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        void Guarded(K2Engine engine)
        {
            try
            {
                work(engine, all.Token);
            }
#pragma warning disable CA1031 // Whatever fails on a thread is thrown on the caller's.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                all.Cancel();
            }
        }

        Thread[] threads = [.. _engines.Select(engine => new Thread(() => Guarded(engine)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
