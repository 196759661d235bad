using System.Runtime.CompilerServices;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Cache;

/// <summary>Kernels know blocks by their addresses only: what holds an address must hold the memory.</summary>
public sealed class SequenceBlocksTests
{
    private static readonly CacheLayout s_layout = new(2, 8, 4, CacheFormat.BFloat16);

    [Fact]
    public void Blocks_keep_the_memory_that_they_name()
    {
        var blocks = new SequenceBlocks();
        WeakReference pool = Fill(blocks);
        Collect();
        Assert.True(pool.IsAlive);
        GC.KeepAlive(blocks);
    }

    [Fact]
    public void A_step_keeps_the_blocks_that_it_reads_until_the_next_one()
    {
        using var plan = new BatchPlan(maxRows: 4, maxSegments: 2);
        WeakReference blocks = Plan(plan);
        Collect();
        Assert.True(blocks.IsAlive);
        plan.Clear();
        Collect();
        Assert.False(blocks.IsAlive);
    }

    // Methods of their own: their locals are gone when they return.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Fill(SequenceBlocks blocks)
    {
        var pool = new BlockPool(s_layout, 2);
        blocks.Add(pool.Take(), pool);
        return new WeakReference(pool);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Plan(BatchPlan plan)
    {
        var blocks = new SequenceBlocks();
        Fill(blocks);
        plan.Add(blocks, 0, [1, 2], AttentionForm.Auto);
        return new WeakReference(blocks);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
