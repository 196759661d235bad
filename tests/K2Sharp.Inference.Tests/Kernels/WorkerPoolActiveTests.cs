using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>Of a pool's threads some work and the others are left alone.</summary>
public sealed unsafe class WorkerPoolActiveTests
{
    [Fact]
    public void All_items_run_and_only_threads_that_are_to_work_take_any()
    {
        const int Threads = 5;
        using var pool = new WorkerPool(Threads);
        Assert.Equal(Threads, pool.Active);
        int* counts = stackalloc int[40];
        int* takers = stackalloc int[Threads];
        for (int region = 0; region < 4000; region++)
        {
            if (region % 3 == 0)
            {
                pool.Active = 1 + (region * 7 % Threads);
            }

            new Span<int>(counts, 40).Clear();
            new Span<int>(takers, Threads).Clear();
            var work = new Take(counts, takers);
            pool.Run(40, ref work);
            Assert.Equal(-1, new ReadOnlySpan<int>(counts, 40).IndexOfAnyExcept(1));
            Assert.Equal(-1, new ReadOnlySpan<int>(takers + pool.Active, Threads - pool.Active).IndexOfAnyExcept(0));
        }
    }

    [Fact]
    public void Threads_that_were_left_alone_come_back()
    {
        // The items wait for each other, so a region of two ends only if a second thread joins it.
        using var pool = new WorkerPool(3);
        int* arrived = stackalloc int[1];
        int* counts = stackalloc int[5];
        int* takers = stackalloc int[3];
        for (int round = 0; round < 20; round++)
        {
            pool.Active = 1;
            new Span<int>(takers, 3).Clear();
            var alone = new Take(counts, takers);
            pool.Run(5, ref alone);
            Assert.Equal(5, takers[0]);
            pool.Active = 2 + (round % 2);
            *arrived = 0;
            var work = new Meet(arrived, pool.Active);
            pool.Run(pool.Active, ref work);
        }
    }

    [Fact]
    public void A_pool_with_sleeping_threads_ends()
    {
        var pool = new WorkerPool(4) { Active = 1 };
        pool.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_number_that_there_is_not_is_refused(int active)
    {
        using var pool = new WorkerPool(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Active = active);
        Assert.Equal(3, pool.Active);
    }

    [Fact]
    public void Inside_a_region_the_number_stays()
    {
        using var pool = new WorkerPool(2);
        var handle = System.Runtime.InteropServices.GCHandle.Alloc(pool);
        try
        {
            Assert.Throws<InvalidOperationException>(() =>
            {
                var work = new Change(System.Runtime.InteropServices.GCHandle.ToIntPtr(handle));
                pool.Run(4, ref work);
            });
        }
        finally
        {
            handle.Free();
        }
    }

    private readonly struct Take(int* counts, int* takers) : IWork
    {
        public void Execute(int item, int worker)
        {
            Interlocked.Increment(ref counts[item]);
            Interlocked.Increment(ref takers[worker]);
        }
    }

    private readonly struct Meet(int* arrived, int threads) : IWork
    {
        public void Execute(int item, int worker)
        {
            Interlocked.Increment(ref *arrived);
            var spin = new SpinWait();
            while (Volatile.Read(ref *arrived) < threads)
            {
                spin.SpinOnce();
            }
        }
    }

    private readonly struct Change(nint pool) : IWork
    {
        public void Execute(int item, int worker) => ((WorkerPool)System.Runtime.InteropServices.GCHandle.FromIntPtr(pool).Target!).Active = 1;
    }
}
