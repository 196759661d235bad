using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Engine;

/// <summary>Decides how many blocks a cache gets.</summary>
internal static class CacheBudget
{
    /// <summary>More full contexts than this are of no use to a machine that computes one step at a time.</summary>
    private const int MostContexts = 64;

    /// <summary>The number of blocks under a memory budget: as asked for, else of what is left a quarter, at most one full context. More experts are worth more.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="layout">The layout of a block.</param>
    /// <param name="contextLength">The model's context.</param>
    /// <param name="leftBytes">What cache and experts may take together.</param>
    /// <exception cref="ArgumentException">Not even one block was asked for.</exception>
    public static int BlocksOfBudget(EngineOptions options, CacheLayout layout, int contextLength, long leftBytes)
    {
        if (options.CacheTokens is not null || options.CacheBytes is not null)
        {
            return Blocks(options, layout, contextLength, 0, 0);
        }

        long context = (contextLength + (long)LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;
        return (int)Math.Clamp(leftBytes / 4 / layout.BlockBytes, 1, context);
    }

    /// <summary>The number of blocks.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="layout">The layout of a block.</param>
    /// <param name="contextLength">The model's context.</param>
    /// <param name="otherBytes">Memory that weights and buffers take.</param>
    /// <param name="machineBytes">Memory that this process may use.</param>
    /// <exception cref="ArgumentException">Not even one block fits.</exception>
    public static int Blocks(EngineOptions options, CacheLayout layout, int contextLength, long otherBytes, long machineBytes)
    {
        long context = (contextLength + (long)LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;
        long most = Array.MaxLength / LatentCache.BlockTokens;
        if (options.CacheTokens is { } tokens)
        {
            return (int)Math.Min(most, (tokens + (long)LatentCache.BlockTokens - 1) / LatentCache.BlockTokens);
        }

        if (options.CacheBytes is { } bytes)
        {
            long asked = bytes / layout.BlockBytes;
            return asked >= 1
                ? (int)Math.Min(most, asked)
                : throw new ArgumentException($"the cache needs at least {layout.BlockBytes} bytes, which hold {LatentCache.BlockTokens} tokens, not {bytes}");
        }

        long free = Math.Max(0, machineBytes - otherBytes);
        long blocks = free / 2 / layout.BlockBytes;
        if (blocks < context)
        {
            // One full context is worth more than half of what is left.
            blocks = Math.Min(context, free * 9 / 10 / layout.BlockBytes);
        }

        return (int)Math.Clamp(blocks, 1, Math.Min(most, context * MostContexts));
    }
}
