using System.Diagnostics;
using System.Runtime.ExceptionServices;
using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Persistent threads that share the items of one parallel region at a time. The caller is one of them. Dispatch allocates nothing;
/// an idle worker spins for some microseconds and then sleeps, so that an idle process uses no processor time.
/// </summary>
/// <remarks>
/// A region is open from the moment it is published until the caller finds no items left. Workers join an open region and leave it; the caller
/// waits for those inside only. A worker that wakes too late finds the region closed, so a region never waits for a thread that did nothing.
/// With several NUMA nodes every node has its own range of the items, see <see cref="RegionItems"/>.
/// </remarks>
internal sealed unsafe class WorkerPool : IDisposable
{
    // Long enough to bridge the serial pieces between two regions of a step. Short, because a spinning hyper-thread slows its sibling.
    private const double SpinMicroseconds = 20;

    private readonly Thread[] _workers;
    private readonly object _wakeGate = new();
    private readonly object _parkGate = new();
    private readonly object _doneGate = new();
    private readonly long _spinTicks;
    private readonly NodePlan? _nodes;
    private readonly RegionItems _items;

    // Never readonly: its methods would change a copy.
    private RegionState _region;
    private delegate*<void*, int, int, void> _execute;
    private void* _work;
    private int _active;
    private ExceptionDispatchInfo? _failure;
    private int _sleeping;
    private int _callerSleeps;
    private int _running;
    private bool _stop;

    /// <param name="threads">Threads that work in a region, the caller included: 1 starts none.</param>
    /// <param name="nodes">The nodes that the threads and the items are divided among, for at least so many threads; null where nothing is divided.</param>
    public WorkerPool(int threads, NodePlan? nodes = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = _active = threads;
        _nodes = nodes;
        _items = new RegionItems(nodes);

        // With more threads than processors a spinning thread only keeps a working one from running.
        _spinTicks = threads > Environment.ProcessorCount ? 0 : (long)(SpinMicroseconds * Stopwatch.Frequency / 1e6);
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            int worker = i + 1;
            _workers[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"K2 worker {worker}" };
            _workers[i].Start();
        }
    }

    /// <summary>One thread per processor that this process may use.</summary>
    public static int DefaultThreads => Environment.ProcessorCount;

    /// <summary>The most threads of a region, the caller included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Threads of the next regions, the caller included; 1 to <see cref="Threads"/>. The others sleep until the number changes: a region neither wakes them nor
    /// looks at them. Set by whoever runs the regions, between two of them.
    /// </summary>
    /// <value>All.</value>
    /// <exception cref="InvalidOperationException">It is set inside a region.</exception>
    public int Active
    {
        get => Volatile.Read(ref _active);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Threads);
            if (value != _active)
            {
                Activate(value);
            }
        }
    }

    /// <summary>How items are divided among nodes; without nodes if nothing is divided. Valid as long as the pool is reachable.</summary>
    public NodeShares Shares => _nodes?.Shares ?? default;

    /// <summary>Executes every item once and returns when all are done. The order is open, so the result of an item must not depend on it.</summary>
    /// <param name="items">Number of items; a few per thread balance best.</param>
    /// <param name="work">Shared by all threads, hence read-only in practice.</param>
    /// <exception cref="InvalidOperationException">A region is running already: regions do not nest.</exception>
    public void Run<TWork>(int items, ref TWork work)
        where TWork : unmanaged, IWork
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        RunRegion(items, null, ref work);
    }

    /// <summary>The same, with a division of the items among the nodes that is the caller's own.</summary>
    /// <param name="nodeEnds">For each node of <see cref="Shares"/> one past its last item; it begins where that of the node before ends.</param>
    /// <param name="work">Shared by all threads, hence read-only in practice.</param>
    /// <exception cref="InvalidOperationException">A region is running already: regions do not nest.</exception>
    public void Run<TWork>(int* nodeEnds, ref TWork work)
        where TWork : unmanaged, IWork
    {
        Debug.Assert(_nodes is not null, "There are nodes.");
        RunRegion(nodeEnds[_items.Ranges - 1], nodeEnds, ref work);
    }

    private void RunRegion<TWork>(int items, int* nodeEnds, ref TWork work)
        where TWork : unmanaged, IWork
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_stop, this);
            if (items <= 1 || _active == 1)
            {
                for (int item = 0; item < items; item++)
                {
                    work.Execute(item, 0);
                }
            }
            else
            {
                fixed (TWork* pinned = &work)
                {
                    _items.Divide(items, nodeEnds);
                    RunShared(pinned, &ExecuteItem<TWork>);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Ends the threads.</summary>
    /// <exception cref="InvalidOperationException">A region is running.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The worker pool cannot be disposed inside a parallel region.");
        }

        lock (_wakeGate)
        {
            Volatile.Write(ref _stop, true);
            Monitor.PulseAll(_wakeGate);
        }

        lock (_parkGate)
        {
            Monitor.PulseAll(_parkGate);
        }

        foreach (Thread worker in _workers)
        {
            worker.Join();
        }

        Volatile.Write(ref _running, 0);
    }

    private static void ExecuteItem<TWork>(void* work, int item, int worker)
        where TWork : unmanaged, IWork => ((TWork*)work)->Execute(item, worker);

    private void Enter()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The worker pool is in a parallel region already; regions neither nest nor overlap.");
        }
    }

    private void Activate(int threads)
    {
        Enter();
        lock (_parkGate)
        {
            Volatile.Write(ref _active, threads);
            Monitor.PulseAll(_parkGate);
        }

        // Those who are to be left alone must not sleep where regions wake them.
        lock (_wakeGate)
        {
            Monitor.PulseAll(_wakeGate);
        }

        Volatile.Write(ref _running, 0);
    }

    private void RunShared(void* work, delegate*<void*, int, int, void> execute)
    {
        _execute = execute;
        _work = work;
        _failure = null;

        // A full fence: either a worker about to sleep sees the new generation or we see it counted as sleeping.
        _region.Open();
        if (Volatile.Read(ref _sleeping) > 0)
        {
            lock (_wakeGate)
            {
                Monitor.PulseAll(_wakeGate);
            }
        }

        ExecuteItems(0);
        if (_region.Close())
        {
            WaitForWorkers();
        }

        _failure?.Throw();
    }

    private void ExecuteItems(int worker)
    {
        try
        {
            _items.Execute(_execute, _work, worker);
        }
#pragma warning disable CA1031 // Whatever the work throws belongs to the caller of Run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            _items.Drop();
        }
    }

    private void WaitForWorkers()
    {
        long deadline = Stopwatch.GetTimestamp() + _spinTicks;
        while (_region.HasWorkers)
        {
            if (Stopwatch.GetTimestamp() < deadline)
            {
                Thread.SpinWait(8);
                continue;
            }

            lock (_doneGate)
            {
                Interlocked.Exchange(ref _callerSleeps, 1);
                while (_region.HasWorkers)
                {
                    Monitor.Wait(_doneGate);
                }

                _callerSleeps = 0;
            }
        }
    }

    private void Loop(int worker)
    {
        if (_nodes is not null)
        {
            // Loading has done the same with success; if it fails now, it costs speed only.
            _ = ThreadAffinity.TrySetMine(_nodes.Cpus(_nodes.Home[worker]));
        }

        long seen = 0;
        while (WaitForRegion(worker, ref seen))
        {
            ExecuteItems(worker);
            if (_region.Leave() && Volatile.Read(ref _callerSleeps) != 0)
            {
                lock (_doneGate)
                {
                    Monitor.Pulse(_doneGate);
                }
            }
        }
    }

    /// <summary>Joins the next open region; false when the pool ends.</summary>
    private bool WaitForRegion(int worker, ref long seen)
    {
        long deadline = Stopwatch.GetTimestamp() + _spinTicks;
        while (!Volatile.Read(ref _stop))
        {
            long state = _region.Read();

            // In this order: the number changes while no region is open, so whoever sees a region that began after a change sees the change.
            if (worker >= Volatile.Read(ref _active))
            {
                Park(worker);
                deadline = Stopwatch.GetTimestamp() + _spinTicks;
            }
            else if (RegionState.Generation(state) != seen)
            {
                if (!RegionState.IsOpen(state))
                {
                    seen = RegionState.Generation(state);
                }
                else if (_region.TryJoin(state))
                {
                    seen = RegionState.Generation(state);
                    return true;
                }
            }
            else if (Stopwatch.GetTimestamp() < deadline)
            {
                Thread.SpinWait(8);
            }
            else
            {
                Sleep(worker, seen);
                deadline = Stopwatch.GetTimestamp() + _spinTicks;
            }
        }

        return false;
    }

    private void Park(int worker)
    {
        lock (_parkGate)
        {
            while (worker >= Volatile.Read(ref _active) && !Volatile.Read(ref _stop))
            {
                Monitor.Wait(_parkGate);
            }
        }
    }

    private void Sleep(int worker, long seen)
    {
        lock (_wakeGate)
        {
            Interlocked.Increment(ref _sleeping);
            while (RegionState.Generation(_region.Read()) == seen && worker < Volatile.Read(ref _active) && !Volatile.Read(ref _stop))
            {
                Monitor.Wait(_wakeGate);
            }

            Interlocked.Decrement(ref _sleeping);
        }
    }
}
