using System.Runtime.ExceptionServices;
using System.Text;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>
/// Measures a checkpoint on held-out tasks. Several engines of one thread each share the tasks by index; what each task is and how it is
/// played depends on the seed, the family's name and its index alone, so neither the number of engines nor their speed changes a result.
/// </summary>
internal sealed class Evaluator : IDisposable
{
    private readonly List<K2Engine> _engines = [];

    /// <param name="directory">The checkpoint.</param>
    /// <param name="workers">Engines; each maps the same file and has a thread of its own.</param>
    public Evaluator(string directory, int workers = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        try
        {
            for (int i = 0; i < workers; i++)
            {
                _engines.Add(K2Engine.Load(directory, new ModelOptions { Threads = 1 }));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The held-out tasks that <see cref="Run"/> plays.</summary>
    public static TrainingTask[] Tasks(ITaskFamily family, int count, ulong seed)
    {
        var tasks = new TrainingTask[count];
        for (int i = 0; i < count; i++)
        {
            tasks[i] = family.Create(new TaskRandom(Seed(family.Name, i, seed)), Split.HeldOut);
        }

        return tasks;
    }

    /// <summary>Plays a family's tasks.</summary>
    /// <param name="family">The family.</param>
    /// <param name="count">How many tasks.</param>
    /// <param name="temperature">0 for greedy.</param>
    /// <param name="seed">Decides tasks and draws.</param>
    /// <param name="progress">Told after every task, from the engines' threads, one at a time.</param>
    /// <param name="cancellationToken">Gives the evaluation up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FamilyResult Run(
        ITaskFamily family,
        int count,
        float temperature,
        ulong seed,
        Action<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        TrainingTask[] tasks = Tasks(family, count, seed);
        var episodes = new (PlayedEpisode Played, Verdict Verdict)[count];
        int next = -1;
        int done = 0;
        int passed = 0;
        var gate = new Lock();
        void Work(K2Engine engine, CancellationToken cancellation)
        {
            var player = new EpisodePlayer(engine);
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var sampling = new SamplingOptions { Temperature = temperature, Seed = (long)Seed(family.Name, i, ~seed) };
                PlayedEpisode played = player.Play(tasks[i], sampling, cancellation);
                Verdict verdict = played.Judge();
                episodes[i] = (played, verdict);
                lock (gate)
                {
                    passed += verdict.Passed ? 1 : 0;
                    progress?.Invoke(new EvaluationProgress(family.Name, ++done, count, passed));
                }
            }
        }

        OnThreads(Work, cancellationToken);
        var tally = new FamilyTally(family.Name);
        for (int i = 0; i < count; i++)
        {
            tally.Add(i, episodes[i].Played, episodes[i].Verdict);
        }

        return tally.Result();
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

    private static ulong Seed(string family, int index, ulong seed)
    {
        foreach (byte letter in Encoding.UTF8.GetBytes(family))
        {
            seed = new TaskRandom(seed ^ letter).NextBits();
        }

        return new TaskRandom(seed + (ulong)index).NextBits();
    }
}
