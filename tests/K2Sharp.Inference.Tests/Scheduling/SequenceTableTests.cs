using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Tests.Scheduling;

public sealed class SequenceTableTests
{
    private readonly PagedCache _cache = new(new CacheLayout(1, 8, 8, CacheFormat.Float32), 4);
    private readonly SequenceTable _sequences;
    private readonly RecordingSink _running = new();
    private readonly RecordingSink _waiting = new();

    public SequenceTableTests()
    {
        _sequences = new SequenceTable(_cache);
        Sequence first = TestSequence.Create(_running, [1, 2, 3], max: 10, deadline: 20);
        _sequences.Add(first);
        _sequences.Add(TestSequence.Create(_waiting, [4, 5, 6], max: 10, deadline: 10));
        _sequences.Start(first);
        Assert.True(_cache.TryGrow(first.Blocks, 3));
        Assert.Equal(1, _cache.Used);
    }

    [Fact]
    public void Whoever_is_preempted_gives_its_blocks_back_and_waits_where_its_rank_is()
    {
        Sequence first = _sequences.Running.Highest;
        _sequences.Preempt(first);
        Assert.Equal((0, 2, 0), (_sequences.Running.Count, _sequences.Waiting.Count, _cache.Used));
        Assert.Same(first, _sequences.Waiting.Highest);
        Assert.Equal((true, 1), (first.WasPreempted, _sequences.Preemptions));
        Assert.False(_running.IsDone);
    }

    [Fact]
    public void A_deadline_ends_those_that_wait_and_those_that_run()
    {
        _sequences.EndWhatIsOver(now: 9);
        Assert.False(_waiting.IsDone);
        _sequences.EndWhatIsOver(now: 10);
        Assert.Equal(SequenceEnd.Timeout, _waiting.End);
        Assert.Equal((1, 0), (_sequences.Running.Count, _sequences.Waiting.Count));
        _sequences.EndWhatIsOver(now: 20);
        Assert.Equal((SequenceEnd.Timeout, 0, 0), (_running.End, _sequences.Running.Count, _cache.Used));
    }

    [Fact]
    public void A_failure_of_all_is_told_to_all_and_leaves_nothing()
    {
        var failure = new InvalidOperationException("the end");
        _sequences.FailAll(failure);
        Assert.Same(failure, _running.Failure);
        Assert.Same(failure, _waiting.Failure);
        Assert.Equal((0, 0, 0), (_sequences.Running.Count, _sequences.Waiting.Count, _cache.Used));
    }
}
