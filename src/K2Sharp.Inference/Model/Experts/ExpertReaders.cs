namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// Threads that read experts into slots. What a step waits for goes before what is read ahead; within each, in the order of submission, several reads of
/// an expert at once. One thread submits and waits.
/// </summary>
internal sealed unsafe class ExpertReaders : IDisposable
{
    private readonly ExpertFiles _files;
    private readonly Action _chore;
    private readonly Load[] _loads;
    private readonly int[] _left;
    private readonly object _gate = new();
    private readonly Queue<int> _urgent = new();
    private readonly Queue<int> _ahead = new();
    private readonly Thread[] _threads;

    // One permit for every read that nobody has begun: readers that find nothing to do sleep here.
    private readonly SemaphoreSlim _work = new(0);
    private long _bytesRead;
    private int _choreIsDue;
    private volatile bool _stop;

    /// <param name="files">Where experts are read from; not disposed here.</param>
    /// <param name="slots">Number of slots.</param>
    /// <param name="threads">Reads in flight.</param>
    /// <param name="chore">Done by a reader after <see cref="RequestChore"/>; must not throw.</param>
    public ExpertReaders(ExpertFiles files, int slots, int threads, Action chore)
    {
        _files = files;
        _chore = chore;
        _loads = new Load[slots];
        _left = new int[slots];
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Loop) { IsBackground = true, Name = $"K2 expert reader {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Bytes that all reads have brought.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Reads an expert into a slot; the slot's last load must have ended.</summary>
    public void Submit(int slot, ExpertPlace place, byte* address, bool isUrgent)
    {
        lock (_gate)
        {
            _loads[slot] = new Load { Place = place, Address = address };
            Volatile.Write(ref _left[slot], place.ReadCount);
            (isUrgent ? _urgent : _ahead).Enqueue(slot);
        }

        _work.Release(place.ReadCount);
    }

    /// <summary>Puts a slot that is read ahead among what is waited for.</summary>
    public void Hurry(int slot)
    {
        lock (_gate)
        {
            _urgent.Enqueue(slot);
        }
    }

    /// <summary>Whether nothing is being read into the slot.</summary>
    public bool HasEnded(int slot) => Volatile.Read(ref _left[slot]) == 0;

    /// <summary>Why the slot's last load failed, or null. Only where it has ended.</summary>
    public Exception? Failure(int slot) => _loads[slot].Failure;

    /// <summary>Waits until one of the slots' loads has ended.</summary>
    public void WaitForAny(ReadOnlySpan<int> slots)
    {
        lock (_gate)
        {
            while (!AnyHasEnded(slots))
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Has the chore done soon, by a thread that does not compute.</summary>
    public void RequestChore()
    {
        if (Interlocked.Exchange(ref _choreIsDue, 1) == 0)
        {
            _work.Release();
        }
    }

    /// <summary>Ends the threads after the reads that they are at.</summary>
    public void Dispose()
    {
        _stop = true;
        _work.Release(_threads.Length);
        Array.ForEach(_threads, thread => thread.Join());
        _work.Dispose();
    }

    private bool AnyHasEnded(ReadOnlySpan<int> slots)
    {
        foreach (int slot in slots)
        {
            if (HasEnded(slot))
            {
                return true;
            }
        }

        return false;
    }

    private void Loop()
    {
        while (true)
        {
            _work.Wait();
            if (_stop)
            {
                return;
            }

            if (Interlocked.Exchange(ref _choreIsDue, 0) != 0)
            {
                // The permit may have been one of a read: that read's own is still there.
                _chore();
            }
            else if (TryBegin(out int slot, out ExpertRead read))
            {
                Execute(slot, read);
            }
        }
    }

    private bool TryBegin(out int slot, out ExpertRead read)
    {
        lock (_gate)
        {
            return TryBegin(_urgent, out slot, out read) || TryBegin(_ahead, out slot, out read);
        }
    }

    /// <summary>The next read of the first slot that has one. A slot may stand in a queue after all its reads have begun; it is dropped here.</summary>
    private bool TryBegin(Queue<int> queue, out int slot, out ExpertRead read)
    {
        while (queue.TryPeek(out slot))
        {
            ref Load load = ref _loads[slot];
            if (load.Begun < load.Place!.ReadCount)
            {
                read = load.Place.Read(load.Begun++);
                return true;
            }

            queue.Dequeue();
        }

        read = default;
        return false;
    }

    private void Execute(int slot, in ExpertRead read)
    {
        Exception? failure = null;
        try
        {
            _files.Read(read.File, read.Offset, _loads[slot].Address + read.SlotOffset, read.Bytes);
            Interlocked.Add(ref _bytesRead, read.Bytes);
        }
#pragma warning disable CA1031 // Whoever waits for this slot must hear of it, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }

        lock (_gate)
        {
            _loads[slot].Failure ??= failure;
            Volatile.Write(ref _left[slot], _left[slot] - 1);
            if (_left[slot] == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>What is read into a slot.</summary>
    private struct Load
    {
        public ExpertPlace? Place;
        public byte* Address;
        public int Begun;
        public Exception? Failure;
    }
}
