using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Model;

public sealed class ThreadGaugeTests
{
    [Theory]
    [InlineData(8, "8=100 6=99 4=103 2=160", 6)]
    [InlineData(8, "8=100 6=101 4=101.5 2=160", 4)]
    [InlineData(8, "8=100 6=130 4=190 2=380", 8)]
    [InlineData(8, "8=150 6=100 4=95 2=94", 2)]
    [InlineData(2, "2=100 1=150", 2)]
    [InlineData(2, "2=100 1=101", 1)]
    [InlineData(2, "2=100 1=80", 1)]
    public void The_fastest_number_is_found_and_of_two_alike_the_smaller_one(int threads, string costs, int expected)
    {
        var gauge = new ThreadGauge(threads);
        Assert.Equal(threads, gauge.Chosen);
        Play(gauge, 60, Costs(costs));
        Assert.Equal(expected, gauge.Chosen);

        // It stays, but for trials whose cost is bounded.
        int others = Play(gauge, 20_000, Costs(costs));
        Assert.InRange(others, 1, 20_000 / 50);
        Assert.Equal(expected, gauge.Chosen);
    }

    [Fact]
    public void One_slow_step_of_a_candidate_does_not_decide()
    {
        int step = 0;
        var gauge = new ThreadGauge(4);
        Play(gauge, 60, threads => (++step % 5 == 0 ? 10_000 : 1000) * 4 / threads);
        Assert.Equal(4, gauge.Chosen);
    }

    [Fact]
    public void When_the_machine_changes_so_does_the_choice()
    {
        var gauge = new ThreadGauge(4);
        Play(gauge, 100, Costs("4=100 3=120 2=150 1=300"));
        Assert.Equal(4, gauge.Chosen);
        Play(gauge, 10_000, Costs("4=200 3=120 2=150 1=300"));
        Assert.Equal(3, gauge.Chosen);
    }

    [Fact]
    public void Steps_of_many_rows_have_all_threads_and_are_no_part_of_it()
    {
        var gauge = new ThreadGauge(4);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(4, gauge.Next(ThreadGauge.MostRows + 1 + (i % 500)));
            gauge.Add(1);
        }

        Play(gauge, 60, Costs("4=200 3=190 2=100 1=300"));
        Assert.Equal(2, gauge.Chosen);
        Assert.Equal(4, gauge.Next(512));
    }

    [Fact]
    public void Steps_of_other_lengths_are_not_compared()
    {
        // Every second step has five rows and takes much longer; by chance or not, that must not count against anyone.
        var gauge = new ThreadGauge(4);
        for (int i = 0; i < 200; i++)
        {
            int rows = i % 2 == 0 ? 1 : 5;
            int threads = gauge.Next(rows);
            gauge.Add(rows * (threads == 2 ? 90 : 100 + (10 * threads)));
        }

        Assert.Equal(2, gauge.Chosen);
    }

    [Fact]
    public void A_trial_ends_without_result_when_its_steps_become_rare()
    {
        var gauge = new ThreadGauge(2);
        Play(gauge, 17, Costs("2=100 1=10"));
        int trials = 0;
        for (int i = 0; i < 300; i++)
        {
            trials += gauge.Next(3) == 2 ? 0 : 1;
            gauge.Add(10);
        }

        Assert.Equal(0, trials);
        Assert.Equal(2, gauge.Chosen);
        Play(gauge, 400, Costs("2=100 1=10"));
        Assert.Equal(1, gauge.Chosen);
    }

    [Fact]
    public void A_clock_that_stands_still_tells_nothing()
    {
        var gauge = new ThreadGauge(4);
        Play(gauge, 1000, _ => 0);
        Assert.Equal(4, gauge.Chosen);
    }

    [Fact]
    public void Failed_steps_change_nothing()
    {
        var gauge = new ThreadGauge(4);
        for (int i = 0; i < 100; i++)
        {
            gauge.Next(1);
        }

        Assert.Equal(4, gauge.Next(1));
        Play(gauge, 60, Costs("4=200 3=190 2=100 1=300"));
        Assert.Equal(2, gauge.Chosen);
    }

    [Fact]
    public void One_thread_is_one_thread()
    {
        var gauge = new ThreadGauge(1);
        Assert.Equal(0, Play(gauge, 1000, _ => 5));
        Assert.Equal(1, gauge.Chosen);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var gauge = new ThreadGauge(8);
        Func<int, double> costs = threads => 1000 - threads;
        Play(gauge, 100, costs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(gauge, 5000, costs);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_pool_gets_as_many_threads_as_its_steps_show_to_be_best_unless_a_number_was_set()
    {
        var clock = new TickingClock();
        using var pool = new WorkerPool(4);
        var tuned = new StepThreads(pool, isTuned: true, clock);
        for (int i = 0; i < 60; i++)
        {
            tuned.Begin(1);
            clock.Now += pool.Active == 2 ? 80 : 100;
            tuned.End();
        }

        Assert.Equal(2, tuned.OfFewRows);
        tuned.Begin(1);
        Assert.Equal(2, pool.Active);
        tuned.Begin(100);
        Assert.Equal(4, pool.Active);
        var set = new StepThreads(pool, isTuned: false, clock);
        for (int i = 0; i < 60; i++)
        {
            set.Begin(1);
            Assert.Equal(4, pool.Active);
            clock.Now += 1;
            set.End();
        }

        Assert.Equal(4, set.OfFewRows);
    }

    /// <summary>Plays steps of one row; returns in how many the number was not the chosen one.</summary>
    private static int Play(ThreadGauge gauge, int steps, Func<int, double> cost)
    {
        int others = 0;
        for (int i = 0; i < steps; i++)
        {
            int threads = gauge.Next(1);
            others += threads == gauge.Chosen ? 0 : 1;
            gauge.Add((long)(100 * cost(threads)));
        }

        return others;
    }

    private static Func<int, double> Costs(string text)
    {
        var costs = text.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => int.Parse(pair[0]), pair => double.Parse(pair[1]));
        return threads => costs[threads];
    }

    private sealed class TickingClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }
}
