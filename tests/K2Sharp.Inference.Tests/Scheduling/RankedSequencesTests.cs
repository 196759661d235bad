using CsCheck;
using K2Sharp.Inference.Scheduling;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Scheduling;

public sealed class RankedSequencesTests
{
    [Fact]
    public void They_stand_by_priority_then_arrival_in_whatever_order_they_come()
        => Gen.Select(Gen.Int[-2, 2].Array[1, 30], Gen.ULong).Sample((priorities, seed) =>
        {
            Sequence[] arrived = [.. priorities.Select(Arrived)];
            var random = new TestRandom(seed);
            var ranked = new RankedSequences();
            Array.ForEach([.. arrived.OrderBy(_ => random.NextBits())], ranked.Insert);
            Sequence[] expected = [.. arrived.OrderByDescending(sequence => sequence.Priority).ThenBy(sequence => sequence.Arrival)];
            Assert.Equal(expected, Enumerable.Range(0, ranked.Count).Select(rank => ranked[rank]));
            Assert.Same(expected[0], ranked.Highest);
            Assert.Same(expected[^1], ranked.Lowest);
        });

    [Fact]
    public void One_that_leaves_and_comes_back_has_its_place_again()
    {
        var ranked = new RankedSequences();
        Sequence[] arrived = [Arrived(0, 0), Arrived(0, 1), Arrived(0, 2)];
        Array.ForEach(arrived, ranked.Insert);
        ranked.Remove(arrived[1]);
        Assert.Equal(2, ranked.Count);
        ranked.Insert(arrived[1]);
        Assert.Same(arrived[1], ranked[1]);
    }

    private static Sequence Arrived(int priority, int arrival)
    {
        Sequence sequence = TestSequence.Create(new RecordingSink(), [1], max: 1, priority: priority);
        sequence.Arrival = arrival;
        return sequence;
    }
}
