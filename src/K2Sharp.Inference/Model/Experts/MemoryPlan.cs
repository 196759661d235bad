using System.Globalization;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>How a memory budget is divided.</summary>
/// <param name="Slots">Experts that memory is kept for; null where all weights fit, so that all are mapped.</param>
/// <param name="CacheBytes">What the cache may come to take; null where it is not part of a budget.</param>
internal readonly record struct MemoryPlan(int? Slots, long? CacheBytes)
{
    /// <summary>
    /// What the process takes beside weights, buffers and cache: the runtime, the code that it compiles, names and places of 200,000 tensors, the tokenizer, a server.
    /// </summary>
    public const long ProcessBytes = 512L << 20;

    /// <summary>Of the memory that is free when nobody names a budget, what is left to others.</summary>
    private const double LeftFree = 0.05;

    /// <summary>Divides the budget that the options name, or the memory that is free if the weights do not fit into it.</summary>
    /// <param name="size">What the model takes.</param>
    /// <param name="catalog">Its experts; asked for only where they are not all mapped.</param>
    /// <param name="leastSlots">The experts of one token in one layer.</param>
    /// <param name="defaultCacheBytes">The most that the cache takes unless the settings say otherwise.</param>
    /// <param name="budget">The budget in bytes, or null.</param>
    /// <param name="settings">The surroundings.</param>
    /// <exception cref="ArgumentException">The budget is too small; the message is one line that says what is needed.</exception>
    public static MemoryPlan Divide(
        in ModelMemory size, Lazy<ExpertCatalog> catalog, int leastSlots, long defaultCacheBytes, long? budget, ExpertSettings settings)
    {
        long fixedBytes = size.DenseBytes + size.BufferBytes + ProcessBytes;
        if (budget is null)
        {
            long free = settings.FreeBytes();
            if (size.DenseBytes + size.ExpertBytes + size.BufferBytes <= free || size.ExpertBytes == 0)
            {
                return default;
            }

            budget = (long)(free * (1 - LeftFree));
            return TryDivide(size, fixedBytes, catalog.Value, leastSlots, defaultCacheBytes, budget.Value, settings, out MemoryPlan plan, out _) ? plan : default;
        }

        return TryDivide(size, fixedBytes, catalog.Value, leastSlots, defaultCacheBytes, budget.Value, settings, out MemoryPlan asked, out long cacheBytes)
            ? asked
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"""
                a memory budget of {Size(budget.Value)} is too small for this model: it needs {Size(fixedBytes + cacheBytes + (leastSlots * catalog.Value.SlotBytes))} at least, which are {Size(size.DenseBytes)} for the weights of every token, {Size(cacheBytes)} for the cache, {Size(size.BufferBytes)} for buffers, {Size(ProcessBytes)} for the process and {Size(leastSlots * catalog.Value.SlotBytes)} for the {leastSlots} experts of a token in one layer
                """));
    }

    private static bool TryDivide(
        in ModelMemory size,
        long fixedBytes,
        ExpertCatalog catalog,
        int leastSlots,
        long defaultCacheBytes,
        long budget,
        ExpertSettings settings,
        out MemoryPlan plan,
        out long cacheBytes)
    {
        long least = Math.Min(leastSlots, catalog.Places.Length) * catalog.SlotBytes;
        long left = Math.Max(0, budget - fixedBytes - least);
        cacheBytes = settings.CacheShare is { } share ? share(left) : Math.Min(left / 4, defaultCacheBytes);
        if (fixedBytes + size.ExpertBytes + cacheBytes <= budget)
        {
            plan = new MemoryPlan(null, cacheBytes);
            return true;
        }

        long slots = catalog.SlotBytes == 0 ? 0 : (budget - fixedBytes - cacheBytes) / catalog.SlotBytes;
        plan = new MemoryPlan((int)Math.Clamp(slots, 0, catalog.Places.Length), cacheBytes);
        return fixedBytes + cacheBytes + least <= budget;
    }

    private static string Size(long bytes) => bytes < 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB");
}
