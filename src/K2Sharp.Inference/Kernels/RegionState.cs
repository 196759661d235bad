using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The word that all threads of a <see cref="WorkerPool"/> write, on a cache line of its own: the generation of the last region in the upper bits, then whether it
/// is open, then the number of workers inside. All of it changes at once, by interlocked operations only.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct RegionState
{
    private const long OpenBit = 1L << 31;
    private const long InsideMask = OpenBit - 1;
    private const int GenerationShift = 32;

    [FieldOffset(128)]
    private long _word;

    /// <summary>Whether workers are inside a region, open or not.</summary>
    public bool HasWorkers => (Volatile.Read(ref _word) & InsideMask) != 0;

    public static long Generation(long word) => word >> GenerationShift;

    public static bool IsOpen(long word) => (word & OpenBit) != 0;

    /// <summary>The word as it is now.</summary>
    public long Read() => Volatile.Read(ref _word);

    /// <summary>Begins the next generation with an open region that nobody is inside of; a full fence. For the caller alone, while no region is open.</summary>
    public void Open() => Interlocked.Exchange(ref _word, ((Generation(_word) + 1) << GenerationShift) | OpenBit);

    /// <summary>Nobody joins the region any more; whether workers are still inside.</summary>
    public bool Close() => (Interlocked.And(ref _word, ~OpenBit) & InsideMask) != 0;

    /// <summary>A worker goes into the open region that it has read of; false if anything has changed since.</summary>
    /// <param name="word">What was read.</param>
    public bool TryJoin(long word) => Interlocked.CompareExchange(ref _word, word + 1, word) == word;

    /// <summary>A worker goes out of the region; whether it was the last one of a closed region.</summary>
    public bool Leave() => (Interlocked.Decrement(ref _word) & (InsideMask | OpenBit)) == 0;
}
