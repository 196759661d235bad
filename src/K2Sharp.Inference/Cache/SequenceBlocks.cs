using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Cache;

/// <summary>The blocks of one sequence, in order: their numbers, and their addresses as the model wants them.</summary>
internal sealed class SequenceBlocks
{
    private int[] _ids = [];

    // Pinned: kernels read it while the collector may run.
    private nint[] _addresses = [];

    public int Count { get; private set; }

    /// <summary>How many of them, from the first on, are in the index.</summary>
    public int Indexed { get; set; }

    /// <summary>Tokens that fit.</summary>
    public int Capacity => Count * LatentCache.BlockTokens;

    /// <summary>The address of the first block's address.</summary>
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

    public void Add(int id, nint address)
    {
        EnsureCapacity(Count + 1);
        Count++;
        Replace(Count - 1, id, address);
    }

    public void Replace(int index, int id, nint address)
    {
        _ids[index] = id;
        _addresses[index] = address;
    }

    public void Clear() => Count = Indexed = 0;
}
