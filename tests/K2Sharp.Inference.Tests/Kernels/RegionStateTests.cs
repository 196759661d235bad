using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed class RegionStateTests
{
    [Fact]
    public void The_last_worker_that_leaves_a_closed_region_knows_it()
    {
        var state = default(RegionState);
        state.Open();
        Assert.True(RegionState.IsOpen(state.Read()));
        Assert.Equal(1, RegionState.Generation(state.Read()));
        Assert.True(state.TryJoin(state.Read()));
        Assert.True(state.TryJoin(state.Read()));
        Assert.False(state.Leave());
        Assert.True(state.Close());
        Assert.False(RegionState.IsOpen(state.Read()));
        Assert.True(state.HasWorkers);
        Assert.True(state.Leave());
        Assert.False(state.HasWorkers);
    }

    [Fact]
    public void The_caller_waits_for_nobody_if_all_have_left_an_open_region()
    {
        var state = default(RegionState);
        state.Open();
        Assert.True(state.TryJoin(state.Read()));
        Assert.False(state.Leave());
        Assert.False(state.Close());
    }

    [Fact]
    public void Nobody_joins_by_what_has_changed_since_it_was_read()
    {
        var state = default(RegionState);
        state.Open();
        long before = state.Read();
        Assert.True(state.TryJoin(before));
        Assert.False(state.TryJoin(before));
        Assert.False(state.Leave());
        state.Close();
        Assert.False(state.TryJoin(before));
        state.Open();
        Assert.False(state.TryJoin(before));
        Assert.Equal(2, RegionState.Generation(state.Read()));
    }
}
