using CsCheck;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Tests.Model.Experts;

public sealed class MemoryPlanTests : IDisposable
{
    private const int LeastSlots = 3;
    private readonly ExpertCheckpoint _files = new(Sibling.Kimi);

    public void Dispose() => _files.Dispose();

    /// <summary>Whatever the sizes: the parts never exceed the budget, nothing that another slot fits into is left, and a refusal is right.</summary>
    [Fact]
    public void The_parts_add_up()
        => Gen.Select(Gen.Long[0, 1 << 20], Gen.Long[0, 1 << 20], Gen.Long[-500_000, 3 << 20], Gen.Int[1, 9]).Sample((dense, buffers, more, part) =>
        {
            ExpertCatalog catalog = _files.Catalog;
            var size = new ModelMemory(dense, catalog.Places.Length * catalog.SlotBytes, buffers);
            long fixedBytes = dense + buffers + MemoryPlan.ProcessBytes;
            long budget = fixedBytes + more;
            ExpertSettings settings = _files.Settings with { CacheShare = left => left / part };
            MemoryPlan plan;
            try
            {
                plan = Divide(size, budget, settings);
            }
            catch (ArgumentException)
            {
                return more < LeastSlots * catalog.SlotBytes;
            }

            if (plan.Slots is not { } slots)
            {
                return fixedBytes + size.ExpertBytes + plan.CacheBytes <= budget;
            }

            long taken = fixedBytes + plan.CacheBytes!.Value + (slots * catalog.SlotBytes);
            return slots >= LeastSlots && taken <= budget && (taken + catalog.SlotBytes > budget || slots == catalog.Places.Length);
        });

    [Fact]
    public void Without_a_budget_it_is_what_is_free_but_for_a_twentieth()
    {
        // As if the model had a terabyte of experts, of which the few that the catalog knows fit.
        var size = new ModelMemory(1 << 20, 1L << 40, 1 << 20);
        long free = (long)((size.DenseBytes + size.BufferBytes + MemoryPlan.ProcessBytes + (8 * _files.Catalog.SlotBytes)) / 0.95) + 1;
        Assert.Equal(8, Divide(size, null, _files.Settings with { FreeBytes = () => free }).Slots);

        // Too little for slots, or enough for everything: mapped, and the cache is no part of a budget.
        Assert.Equal(default, Divide(size, null, _files.Settings with { FreeBytes = () => free / 2 }));
        Assert.Equal(default, Divide(size, null, _files.Settings with { FreeBytes = () => 2L << 40 }));
        Assert.Equal(default, Divide(size with { ExpertBytes = 0 }, null, _files.Settings with { FreeBytes = () => 0 }));
    }

    private MemoryPlan Divide(in ModelMemory size, long? budget, ExpertSettings settings)
        => MemoryPlan.Divide(size, new Lazy<ExpertCatalog>(_files.Catalog), LeastSlots, defaultCacheBytes: 0, budget, settings);
}
