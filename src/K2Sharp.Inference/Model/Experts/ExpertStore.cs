using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// The routed experts that are in memory, and reads of the others into the places of those used least. The expert with the fewest uses goes, and one just
/// read has few: so what seldom comes passes through a few slots, and what often comes stays. One thread at a time, except for the statistics.
/// </summary>
internal sealed unsafe class ExpertStore : IDisposable
{
    /// <summary>Experts read for one wave at most: with the next wave's, the memory that passing experts take from the hot set.</summary>
    private const int MostWaveReads = 16;

    private readonly ExpertCatalog _catalog;
    private readonly ExpertSettings _settings;
    private readonly HotExpertsFile _hotFile;
    private readonly ExpertUse _use;
    private readonly ExpertFiles _files;
    private readonly SlotMemory _memory;
    private readonly ExpertReaders _readers;
    private readonly SlotHeap _evictable;
    private readonly int[] _slotOf;
    private readonly int[] _expertIn;
    private readonly bool[] _isPinned;

    // Slots that nobody waits for but that are being read into: they can be pinned, not taken.
    private readonly List<int> _loading;
    private readonly Stack<int> _free;
    private readonly int[] _awaited;
    private readonly int _waveReads;
    private int _pinned;
    private int _lastLayer = int.MaxValue;
    private long _hits;
    private long _misses;
    private long _waitTicks;
    private long _savedAt;

    /// <param name="catalog">All experts.</param>
    /// <param name="checkpoint">Where they are read from.</param>
    /// <param name="slots">How many fit into memory; at least 1.</param>
    /// <param name="settings">The surroundings.</param>
    /// <param name="notes">Told of what is worth knowing, one line each.</param>
    /// <exception cref="CheckpointException">A file cannot be opened.</exception>
    public ExpertStore(ExpertCatalog catalog, Checkpoint checkpoint, int slots, ExpertSettings settings, ICollection<string> notes)
    {
        _catalog = catalog;
        _settings = settings;
        Slots = slots;
        _hotFile = new HotExpertsFile(settings.HotFiles ?? HotExpertsFile.PathsOf(checkpoint.DirectoryPath, Environment.GetEnvironmentVariable));
        _use = new ExpertUse(catalog.Places.Length);
        _slotOf = [.. Enumerable.Repeat(-1, catalog.Places.Length)];
        _expertIn = [.. Enumerable.Repeat(-1, slots)];
        _isPinned = new bool[slots];
        _evictable = new SlotHeap(slots);
        _loading = new List<int>(slots);
        _free = new Stack<int>(slots);
        _awaited = new int[Math.Max(slots, catalog.PerLayer)];
        _waveReads = Math.Clamp(slots / 2, 1, MostWaveReads);
        _savedAt = settings.Clock.GetTimestamp();
        _files = new ExpertFiles(checkpoint, settings.OpenDirect);
        for (int slot = slots - 1; slot >= 0; slot--)
        {
            _free.Push(slot);
        }

        try
        {
            _memory = new SlotMemory(slots, catalog.SlotBytes);
            _readers = new ExpertReaders(_files, slots, settings.Readers, Save);
            ReadHotSet(notes);
        }
        catch
        {
            _readers?.Dispose();
            _memory?.Dispose();
            _files.Dispose();
            throw;
        }

        if (!_files.IsDirect)
        {
            notes.Add("the checkpoint's disk takes no direct reads: experts come through the system's file cache");
        }
    }

    /// <summary>Experts that fit into memory.</summary>
    public int Slots { get; }

    /// <summary>What has been done. Any thread.</summary>
    public ExpertStatistics Statistics => new(
        Slots,
        _catalog.Places.Length,
        Interlocked.Read(ref _hits),
        Interlocked.Read(ref _misses),
        _readers.BytesRead,
        TimeSpan.FromSeconds((double)Interlocked.Read(ref _waitTicks) / _settings.Clock.TimestampFrequency),
        _files.IsDirect);

    /// <summary>Counts what a layer of a step uses; layers come in rising order, and a lower one begins a step.</summary>
    public void Use(int layer, ReadOnlySpan<int> experts)
    {
        if (layer <= _lastLayer)
        {
            double factor = _use.NextStep();
            if (factor != 1)
            {
                _evictable.Scale(factor);
            }

            SaveWhenDue();
        }

        _lastLayer = layer;
        Settle();
        foreach (int expert in experts)
        {
            int number = _catalog.Number(layer, expert);
            int slot = _slotOf[number];
            bool isThere = slot >= 0 && _readers.HasEnded(slot);
            Interlocked.Increment(ref isThere ? ref _hits : ref _misses);
            if (slot >= 0 && _evictable.Contains(slot))
            {
                _evictable.Remove(slot);
                _use.Add(number);
                _evictable.Add(slot, _use[number]);
            }
            else
            {
                _use.Add(number);
            }
        }
    }

    /// <summary>
    /// Keeps the first of these experts in memory until they are released, and begins to read those that are not there: as many as one wave may read
    /// and as find a place. At least one, unless others are kept.
    /// </summary>
    /// <returns>How many of them.</returns>
    public int Submit(int layer, ReadOnlySpan<int> experts)
    {
        Settle();
        int reads = 0;
        for (int i = 0; i < experts.Length; i++)
        {
            int number = _catalog.Number(layer, experts[i]);
            int slot = _slotOf[number];
            if (slot < 0)
            {
                if (reads++ == _waveReads || !TryTake(out slot))
                {
                    return i;
                }

                _slotOf[number] = slot;
                _expertIn[slot] = number;
                _readers.Submit(slot, _catalog.Places[number], _memory[slot], isUrgent: true);
            }
            else if (_evictable.Contains(slot))
            {
                _evictable.Remove(slot);
            }
            else
            {
                _loading.Remove(slot);
                _readers.Hurry(slot);
            }

            _isPinned[slot] = true;
            _pinned++;
        }

        return experts.Length;
    }

    /// <summary>Whether an expert that is kept can be computed with.</summary>
    /// <exception cref="InferenceException">It could not be read.</exception>
    public bool IsReady(int layer, int expert)
    {
        int slot = _slotOf[_catalog.Number(layer, expert)];
        if (!_readers.HasEnded(slot))
        {
            return false;
        }

        return _readers.Failure(slot) is not { } failure
            ? true
            : throw new InferenceException($"expert {expert} of layer {layer} cannot be read: {failure.Message.ReplaceLineEndings(" ")}", failure);
    }

    /// <summary>Waits until one of these experts, which are kept, has been read.</summary>
    public void WaitForAny(int layer, ReadOnlySpan<int> experts)
    {
        for (int i = 0; i < experts.Length; i++)
        {
            _awaited[i] = _slotOf[_catalog.Number(layer, experts[i])];
        }

        WaitForAny(_awaited.AsSpan(0, experts.Length));
    }

    /// <summary>The weights of an expert that is kept; they are there when it is ready.</summary>
    public ExpertWeights Weights(int layer, int expert)
    {
        int number = _catalog.Number(layer, expert);
        return _catalog.Places[number].In(_memory[_slotOf[number]]);
    }

    /// <summary>Lets other experts have the places of these.</summary>
    public void Release(int layer, ReadOnlySpan<int> experts)
    {
        foreach (int expert in experts)
        {
            Release(_slotOf[_catalog.Number(layer, expert)]);
        }
    }

    /// <summary>Releases whatever a step that failed has left.</summary>
    public void ReleaseAll()
    {
        for (int slot = 0; _pinned > 0; slot++)
        {
            if (_isPinned[slot])
            {
                Release(slot);
            }
        }
    }

    /// <summary>See <see cref="DiskBandwidth"/>. Only while nothing is being computed.</summary>
    public double MeasureDisk(long bytes) => DiskBandwidth.Measure(_catalog, _files, _settings, bytes);

    /// <summary>Ends the threads, saves the hot set and frees the memory.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        if (_lastLayer != int.MaxValue)
        {
            Save();
        }

        _memory.Dispose();
        _files.Dispose();
    }

    private void Release(int slot)
    {
        _isPinned[slot] = false;
        _pinned--;
        if (_readers.HasEnded(slot))
        {
            Retire(slot);
        }
        else
        {
            _loading.Add(slot);
        }
    }

    /// <summary>A slot that has been read into may be taken; one whose read failed is empty.</summary>
    private void Retire(int slot)
    {
        if (_readers.Failure(slot) is null)
        {
            _evictable.Add(slot, _use[_expertIn[slot]]);
            return;
        }

        _slotOf[_expertIn[slot]] = -1;
        _expertIn[slot] = -1;
        _free.Push(slot);
    }

    private void Settle()
    {
        for (int i = _loading.Count - 1; i >= 0; i--)
        {
            int slot = _loading[i];
            if (_readers.HasEnded(slot))
            {
                _loading.RemoveAt(i);
                Retire(slot);
            }
        }
    }

    private bool TryTake(out int slot)
    {
        // Where nothing is kept and nothing can be taken, everything is being read ahead.
        while (_free.Count == 0 && _evictable.Count == 0 && _pinned == 0)
        {
            _loading.CopyTo(_awaited);
            WaitForAny(_awaited.AsSpan(0, _loading.Count));
            Settle();
        }

        if (_free.TryPop(out slot))
        {
            return true;
        }

        if (_evictable.Count == 0)
        {
            return false;
        }

        slot = _evictable.TakeLeast();
        _slotOf[_expertIn[slot]] = -1;
        return true;
    }

    private void WaitForAny(ReadOnlySpan<int> slots)
    {
        long begin = _settings.Clock.GetTimestamp();
        _readers.WaitForAny(slots);
        Interlocked.Add(ref _waitTicks, _settings.Clock.GetTimestamp() - begin);
    }

    /// <summary>Fills slots with what was used most, in the background; some stay free for what the first tokens ask for.</summary>
    private void ReadHotSet(ICollection<string> notes)
    {
        int room = Slots - Math.Min(2 * _waveReads, (Slots + 1) / 2);
        foreach ((int number, double uses) in _hotFile.Read(_catalog, notes))
        {
            _use.Restore(number, uses);
            if (room-- > 0)
            {
                int slot = _free.Pop();
                _slotOf[number] = slot;
                _expertIn[slot] = number;
                _loading.Add(slot);
                _readers.Submit(slot, _catalog.Places[number], _memory[slot], isUrgent: false);
            }
        }
    }

    private void SaveWhenDue()
    {
        if (_settings.Clock.GetElapsedTime(_savedAt) >= _settings.SaveInterval)
        {
            _savedAt = _settings.Clock.GetTimestamp();
            _readers.RequestChore();
        }
    }

    /// <summary>On a reader's thread the counts may change meanwhile, which makes the file no worse.</summary>
    private void Save() => _hotFile.TryWrite(_catalog, _use);
}
