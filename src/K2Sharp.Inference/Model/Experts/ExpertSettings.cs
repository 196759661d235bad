using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>What a model with a memory budget takes from its surroundings.</summary>
internal sealed record ExpertSettings
{
    /// <summary>
    /// Decides what the cache takes: given the bytes left beside the weights that every token needs, the buffers, the process and the fewest slots,
    /// returns the bytes that the cache may come to take.
    /// </summary>
    /// <value>Null: of what is left a quarter, at most a float32 cache of 4,096 tokens.</value>
    public Func<long, long>? CacheShare { get; init; }

    /// <summary>Memory that is free, in bytes.</summary>
    public Func<long> FreeBytes { get; init; } = MachineMemory.FreeBytes;

    /// <summary>Opens a file for direct reads, or gives null.</summary>
    public Func<string, SafeFileHandle?> OpenDirect { get; init; } = DirectIO.TryOpen;

    /// <summary>The files that may hold the hot set, the preferred one first.</summary>
    /// <value>Null: beside the checkpoint, then in K2's state folder.</value>
    public IReadOnlyList<string>? HotFiles { get; init; }

    /// <summary>Reads in flight; 1 to 64. A disk is at its full speed with 4 to 16.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>The longest read, in bytes; a multiple of <see cref="ExpertPlace.Alignment"/>.</summary>
    public int ReadBytes { get; init; } = ExpertPlace.DefaultReadBytes;

    /// <summary>How often the hot set is saved while it changes.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock of saving and waiting.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
