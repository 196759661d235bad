using System.Diagnostics;

namespace K2Sharp.Inference.Cache;

/// <summary>
/// The latent cache of many sequences: blocks that sequences share where their tokens agree from the beginning on. A finished sequence's blocks stay
/// findable until their place is needed; those unused longest go first. One thread at a time.
/// </summary>
/// <remarks>
/// Only whole blocks are shared. Of a block that agrees in its beginning the agreeing entries are copied, or, if nobody uses it and it agrees in all it
/// holds, the block itself is taken and filled further: the next turn of a conversation goes on in the block where the last one ended.
/// A sequence that holds a block holds all before it, and gives the last one up first; so nothing is ever evicted before what hangs below it.
/// </remarks>
internal sealed class PagedCache
{
    private readonly BlockPool _pool;
    private readonly PrefixIndex _index;
    private readonly RecencyList _kept;

    public PagedCache(CacheLayout layout, int blocks)
    {
        _pool = new BlockPool(layout, blocks);
        _index = new PrefixIndex(blocks);
        _kept = new RecencyList(blocks);
    }

    public CacheLayout Layout => _pool.Layout;

    /// <summary>Blocks in all.</summary>
    public int Blocks => _pool.Count;

    /// <summary>Blocks that can be had: free ones, and those that nobody uses.</summary>
    public int Available => _pool.FreeCount + _kept.Count;

    /// <summary>Blocks that nobody uses but that can be found.</summary>
    public int Kept => _kept.Count;

    /// <summary>Blocks that sequences hold.</summary>
    public int Used => Blocks - Available;

    public int References(int block) => _pool.References(block);

    /// <summary>
    /// Gives an empty table all blocks that hold the beginning of the tokens, if there is room for the rest as well. At least the last token is left to
    /// compute.
    /// </summary>
    /// <param name="table">Receives the blocks.</param>
    /// <param name="salt">Whose.</param>
    /// <param name="tokens">The sequence's tokens.</param>
    /// <param name="reserve">Blocks that must be left beyond what the tokens need; negative to take what there is whatever is left.</param>
    /// <returns>How many tokens need not be computed; -1 if there is no room.</returns>
    public int TryOpen(SequenceBlocks table, string? salt, ReadOnlySpan<int> tokens, int reserve)
    {
        Debug.Assert(table.Count == 0, "A sequence is opened once.");
        ReadOnlySpan<int> wanted = tokens[..^1];
        int needed = BlocksFor(tokens.Length);
        int node = _index.FindRoot(salt) ?? 0;
        bool hasRoot = _index.FindRoot(salt) is not null;
        int whole = 0;
        int unused = 0;
        int partial = -1;
        int agreeing = 0;
        for (ReadOnlySpan<int> rest = wanted; hasRoot; rest = rest[LatentCache.BlockTokens..])
        {
            int child = NextWhole(node, rest);
            if (child < 0)
            {
                partial = _index.FindLongest(node, rest, out agreeing);
                break;
            }

            unused += _pool.References(child) == 0 ? 1 : 0;
            whole++;
            node = child;
        }

        if (reserve >= 0 && Available - unused < needed - whole + reserve)
        {
            return -1;
        }

        table.EnsureCapacity(needed);
        Walk(table, salt, wanted, whole);
        int found = whole * LatentCache.BlockTokens;
        return partial >= 0 && TakeBeginning(table, partial, agreeing) ? found + agreeing : found;
    }

    /// <summary>What <see cref="TryOpen"/> finds, when others have computed more of the same tokens in the meantime.</summary>
    /// <param name="table">The sequence's blocks, all full.</param>
    /// <param name="tokens">The sequence's tokens.</param>
    /// <returns>How many tokens more need not be computed.</returns>
    public int Extend(SequenceBlocks table, ReadOnlySpan<int> tokens)
    {
        int before = table.Count;
        if (before == 0 || table.Indexed < before)
        {
            return 0;
        }

        for (ReadOnlySpan<int> rest = tokens[table.Capacity..^1]; ; rest = rest[LatentCache.BlockTokens..])
        {
            int child = NextWhole(table[table.Count - 1], rest);
            if (child < 0)
            {
                return (table.Count - before) * LatentCache.BlockTokens;
            }

            Hold(table, child);
        }
    }

    /// <summary>Makes room for so many tokens in all; false if there are no more blocks to be had. What was got stays.</summary>
    public bool TryGrow(SequenceBlocks table, int tokens)
    {
        while (table.Capacity < tokens)
        {
            if (!TryTake(out int block))
            {
                return false;
            }

            table.Add(block, _pool);
        }

        return true;
    }

    /// <summary>Makes the blocks findable that have become full. Where another sequence was faster, its block is taken and one's own is freed.</summary>
    /// <param name="table">The sequence's blocks.</param>
    /// <param name="salt">Whose.</param>
    /// <param name="tokens">The tokens whose entries are complete.</param>
    public void Commit(SequenceBlocks table, string? salt, ReadOnlySpan<int> tokens)
    {
        while ((table.Indexed + 1) * LatentCache.BlockTokens <= tokens.Length)
        {
            int place = table.Indexed;
            int parent = place == 0 ? _index.GetRoot(salt) : table[place - 1];
            ReadOnlySpan<int> own = tokens.Slice(place * LatentCache.BlockTokens, LatentCache.BlockTokens);
            int block = table[place];
            int twin = NextWhole(parent, own);
            if (twin < 0)
            {
                _index.Add(parent, block, own);
            }
            else
            {
                Retain(twin);
                table.Replace(place, twin, _pool);
                Release(block);
            }

            table.Indexed++;
        }
    }

    /// <summary>Gives all blocks up. What they hold stays findable, a last block that is not full included.</summary>
    /// <param name="table">The sequence's blocks; empty afterwards.</param>
    /// <param name="salt">Whose.</param>
    /// <param name="tokens">The tokens whose entries are complete.</param>
    public void Close(SequenceBlocks table, string? salt, ReadOnlySpan<int> tokens)
    {
        Commit(table, salt, tokens);
        ReadOnlySpan<int> rest = tokens[(table.Indexed * LatentCache.BlockTokens)..];
        if (!rest.IsEmpty)
        {
            int parent = table.Indexed == 0 ? _index.GetRoot(salt) : table[table.Indexed - 1];
            _index.FindLongest(parent, rest, out int agreeing);
            if (agreeing < rest.Length)
            {
                _index.Add(parent, table[table.Indexed], rest);
            }
        }

        for (int i = table.Count - 1; i >= 0; i--)
        {
            Release(table[i]);
        }

        table.Clear();
    }

    /// <summary>Forgets everything that nobody uses.</summary>
    public void Clear()
    {
        while (_kept.Count > 0)
        {
            Evict();
        }
    }

    private static int BlocksFor(int tokens) => (tokens + LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;

    private int NextWhole(int node, ReadOnlySpan<int> rest)
        => rest.Length < LatentCache.BlockTokens ? -1 : _index.FindWhole(node, rest[..LatentCache.BlockTokens]);

    private void Walk(SequenceBlocks table, string? salt, ReadOnlySpan<int> tokens, int blocks)
    {
        int node = blocks > 0 ? _index.GetRoot(salt) : 0;
        for (int i = 0; i < blocks; i++)
        {
            node = _index.FindWhole(node, tokens.Slice(i * LatentCache.BlockTokens, LatentCache.BlockTokens));
            Hold(table, node);
        }
    }

    private void Hold(SequenceBlocks table, int block)
    {
        Retain(block);
        table.Add(block, _pool);
        table.Indexed++;
    }

    /// <summary>The sequence's next block begins as <paramref name="source"/> does; false if there is no block for it.</summary>
    private bool TakeBeginning(SequenceBlocks table, int source, int agreeing)
    {
        bool isWanted = _pool.References(source) > 0 || _index.HasChildren(source) || _index.Length(source) > agreeing;
        Retain(source);
        if (!isWanted)
        {
            _index.Remove(source);
            table.Add(source, _pool);
            return true;
        }

        bool taken = TryTake(out int block);
        if (taken)
        {
            _pool.Copy(source, block, agreeing);
            table.Add(block, _pool);
        }

        Release(source);
        return taken;
    }

    private bool TryTake(out int block)
    {
        if (_pool.FreeCount == 0 && _kept.Count > 0)
        {
            Evict();
        }

        bool taken = _pool.FreeCount > 0;
        block = taken ? _pool.Take() : -1;
        return taken;
    }

    private void Evict()
    {
        int block = _kept.Oldest;
        _kept.Remove(block);
        _index.Remove(block);
        _pool.Free(block);
    }

    private void Retain(int block)
    {
        if (_pool.References(block) == 0)
        {
            _kept.Remove(block);
        }

        _pool.AddReference(block);
    }

    private void Release(int block)
    {
        if (_pool.RemoveReference(block) > 0)
        {
            return;
        }

        if (_index.Contains(block))
        {
            _kept.Add(block);
        }
        else
        {
            _pool.Free(block);
        }
    }
}
