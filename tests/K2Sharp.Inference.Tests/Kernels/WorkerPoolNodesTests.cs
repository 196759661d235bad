using System.Diagnostics;
using CsCheck;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;
using K2Sharp.Inference.Tests.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>A pool whose threads and items are divided among nodes. The nodes' processors do not exist, so no thread is bound in fact.</summary>
public sealed unsafe class WorkerPoolNodesTests
{
    [Fact]
    public void Every_item_runs_exactly_once_whatever_the_nodes_the_threads_and_how_many_of_them_work()
        => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 8].Array[1, 5], Gen.Int[0, 200].Array[1, 12], Gen.Int[1, 6]).Sample(
            (threads, cpus, regions, active) =>
            {
                using var pool = new WorkerPool(threads, new NodePlan(NodePlanTests.Nodes(cpus), threads));
                pool.Active = Math.Min(active, threads);
                foreach (int items in regions)
                {
                    int[] counts = new int[items + 1];
                    fixed (int* pointer = counts)
                    {
                        var work = new Count(pointer, pointer + items, pool.Active);
                        pool.Run(items, ref work);
                    }

                    Assert.Equal([.. Enumerable.Repeat(1, items), 0], counts);
                }
            },
            iter: 150);

    [Fact]
    public void So_does_every_item_of_a_division_of_one_s_own()
        => Gen.Select(Gen.Int[1, 4], Gen.Int[0, 40].Array[1, 5]).Sample(
            (threads, lengths) =>
            {
                using var pool = new WorkerPool(threads, new NodePlan(NodePlanTests.Nodes(lengths.Select(_ => 2)), threads));
                int items = lengths.Sum();
                int[] counts = new int[items + 1];
                int* ends = stackalloc int[lengths.Length];
                for (int node = 0, end = 0; node < lengths.Length; node++)
                {
                    ends[node] = end += lengths[node];
                }

                fixed (int* pointer = counts)
                {
                    var work = new Count(pointer, pointer + items, threads);
                    pool.Run(ends, ref work);
                }

                Assert.Equal([.. Enumerable.Repeat(1, items), 0], counts);
            },
            iter: 150);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void What_an_item_threw_is_thrown_and_the_pool_works_afterwards(int threads)
    {
        using var pool = new WorkerPool(threads, new NodePlan(NodePlanTests.Nodes([2, 1, 3]), threads));
        for (int round = 0; round < 60; round++)
        {
            int item = round % 20;
            Assert.Equal($"item {item}", Assert.Throws<FormatException>(() => RunFailing(pool, new FailAt(item))).Message);
        }

        int* counts = stackalloc int[51];
        new Span<int>(counts, 51).Clear();
        var work = new Count(counts, counts + 50, threads);
        pool.Run(50, ref work);
        Assert.Equal(-1, new ReadOnlySpan<int>(counts, 50).IndexOfAnyExcept(1));

        static void RunFailing(WorkerPool pool, FailAt failing) => pool.Run(20, ref failing);
    }

    [Fact]
    public void A_thread_takes_its_own_node_s_items_first()
    {
        // Whoever comes late on a busy machine may find nothing left, but nobody's half is empty before the other one's thread has done its own.
        using var pool = new WorkerPool(2, new NodePlan(NodePlanTests.Nodes([1, 1]), 2));
        int* first = stackalloc int[2];
        int both = 0;
        var patience = Stopwatch.StartNew();
        while (both < 20 && patience.Elapsed < TimeSpan.FromSeconds(30))
        {
            first[0] = first[1] = -1;
            var work = new First(first);
            pool.Run(10, ref work);
            Assert.InRange(first[0], -1, 4);
            Assert.True(first[1] is -1 or >= 5);
            both += first[0] >= 0 && first[1] >= 0 ? 1 : 0;
        }

        Assert.Equal(20, both);
    }

    [Fact]
    public void Run_allocates_nothing()
    {
        var plan = new NodePlan(NodePlanTests.Nodes([2, 2]), 3);
        var caller = new CallerBinding(plan);
        using var pool = new WorkerPool(3, plan);
        int* counts = stackalloc int[51];
        var work = new Count(counts, counts + 50, 3);

        // The first time loads what is called.
        Steps(3, ref work);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Steps(100, ref work);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Steps(int count, ref Count work)
        {
            for (int i = 0; i < count; i++)
            {
                caller.Bind();
                pool.Active = 1 + (i % 3);
                pool.Run(50, ref work);
                caller.Free();
            }
        }
    }

    private readonly struct Count(int* counts, int* badWorkers, int threads) : IWork
    {
        public void Execute(int item, int worker)
        {
            Interlocked.Increment(ref counts[item]);
            if (worker < 0 || worker >= threads)
            {
                Interlocked.Increment(ref *badWorkers);
            }
        }
    }

    private readonly struct First(int* first) : IWork
    {
        public void Execute(int item, int worker)
        {
            if (first[worker] < 0)
            {
                first[worker] = item;
            }

            Thread.SpinWait(200);
        }
    }

    private readonly struct FailAt(int failing) : IWork
    {
        public void Execute(int item, int worker)
        {
            if (item == failing)
            {
                throw new FormatException($"item {item}");
            }
        }
    }
}
