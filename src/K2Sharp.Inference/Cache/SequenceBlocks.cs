using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Cache;

/// <summary>The blocks of one sequence, in order: their numbers, and their addresses as the model wants them.</summary>
/// <remarks>An address keeps nothing alive, so the blocks keep the pool that they are of: whoever holds them may read and write what they hold.</remarks>
internal sealed class SequenceBlocks
{
    private int[] _ids = [];

    // Pinned: kernels read it while the collector may run.
    private nint[] _addresses = [];
    private BlockPool? _pool;

    public int Count { get; private set; }

    /// <summary>How many of them, from the first on, are in the index.</summary>
    public int Indexed { get; set; }

    /// <summary>Tokens that fit.</summary>
    public int Capacity => Count * LatentCache.BlockTokens;

    /// <summary>The address of the first block's address; good while these blocks are reachable and until another is added.</summary>
    public nint Table => Marshal.UnsafeAddrOfPinnedArrayElement(_addresses, 0);

    public int this[int index] => _ids[index];

    /// <summary>Takes the memory for so many blocks, so that adding them allocates nothing.</summary>
    public void EnsureCapacity(int blocks)
    {
        if (blocks > _ids.Length)
        {
            int length = Math.Max(blocks, 2 * _ids.Length);
            Array.Resize(ref _ids, length);
            nint[] addresses = GC.AllocateUninitializedArray<nint>(length, pinned: true);
            _addresses.AsSpan(0, Count).CopyTo(addresses);
            _addresses = addresses;
        }
    }

    public void Add(int id, BlockPool pool)
    {
        EnsureCapacity(Count + 1);
        Count++;
        Replace(Count - 1, id, pool);
    }

    public void Replace(int index, int id, BlockPool pool)
    {
        _pool = pool;
        _ids[index] = id;
        _addresses[index] = pool.Address(id);
    }

    public void Clear() => Count = Indexed = 0;
}
