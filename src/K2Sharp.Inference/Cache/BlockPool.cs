using System.Diagnostics;
using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Cache;

/// <summary>
/// The memory of a paged cache: a fixed number of blocks, their reference counts and the list of free ones. Memory is taken from the system in
/// slabs when blocks are used for the first time, and kept. One thread at a time.
/// </summary>
internal sealed class BlockPool
{
    private const long SlabBytes = 16 << 20;
    private const int Alignment = 64;
    private readonly byte[]?[] _slabs;
    private readonly int[] _references;
    private readonly int[] _free;
    private readonly int _blocksPerSlab;
    private int _freeCount;

    /// <exception cref="ArgumentOutOfRangeException">There is no block, or one is too large for an array.</exception>
    public BlockPool(CacheLayout layout, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layout.BlockBytes, Array.MaxLength - Alignment, nameof(layout));
        Layout = layout;
        Count = blocks;
        _blocksPerSlab = (int)Math.Clamp(SlabBytes / layout.BlockBytes, 1, blocks);
        _slabs = new byte[]?[(blocks + _blocksPerSlab - 1) / _blocksPerSlab];
        _references = new int[blocks];

        // The lowest numbers are taken first, so that slabs are made one after the other.
        _free = [.. Enumerable.Range(0, blocks).Reverse()];
        _freeCount = blocks;
    }

    public CacheLayout Layout { get; }

    /// <summary>Blocks in all.</summary>
    public int Count { get; }

    /// <summary>Blocks that hold nothing.</summary>
    public int FreeCount => _freeCount;

    public int References(int block) => _references[block];

    /// <summary>A free block with one reference.</summary>
    public int Take()
    {
        Debug.Assert(_freeCount > 0, "The caller looks first.");
        int block = _free[--_freeCount];
        Debug.Assert(_references[block] == 0, "A free block has no references.");
        _references[block] = 1;

        _slabs[block / _blocksPerSlab] ??= Slab();
        return block;
    }

    public void AddReference(int block) => _references[block]++;

    /// <summary>Takes a reference away and returns how many are left.</summary>
    public int RemoveReference(int block)
    {
        Debug.Assert(_references[block] > 0, "Every reference is taken away once.");
        return --_references[block];
    }

    /// <summary>Gives a block without references back.</summary>
    public void Free(int block)
    {
        Debug.Assert(_references[block] == 0, "Nobody uses a freed block.");
        _free[_freeCount++] = block;
    }

    /// <summary>Where the block lies; it does not move.</summary>
    public nint Address(int block)
    {
        nint slab = Marshal.UnsafeAddrOfPinnedArrayElement(_slabs[block / _blocksPerSlab]!, 0);
        return ((slab + Alignment - 1) & ~(nint)(Alignment - 1)) + (nint)(block % _blocksPerSlab * Layout.BlockBytes);
    }

    /// <summary>Copies the first entries of a block in every layer.</summary>
    public void Copy(int source, int destination, int entries)
    {
        int bytes = entries * Layout.EntryBytes;
        for (int layer = 0; layer < Layout.Layers; layer++)
        {
            Part(source, layer, bytes).CopyTo(Part(destination, layer, bytes));
        }
    }

    private byte[] Slab()
    {
        // 64 bytes more, so that blocks can begin on a cache line.
        byte[] slab = GC.AllocateUninitializedArray<byte>((int)((_blocksPerSlab * Layout.BlockBytes) + Alignment), pinned: true);
        LargePages.Advise(Marshal.UnsafeAddrOfPinnedArrayElement(slab, 0), (nuint)slab.Length);
        return slab;
    }

    private Span<byte> Part(int block, int layer, int bytes)
    {
        byte[] slab = _slabs[block / _blocksPerSlab]!;
        long offset = Address(block) - Marshal.UnsafeAddrOfPinnedArrayElement(slab, 0) + (layer * Layout.LayerBytes);
        return slab.AsSpan((int)offset, bytes);
    }
}
