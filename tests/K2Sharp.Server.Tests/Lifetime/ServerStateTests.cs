using K2Sharp.Server.Lifetime;

namespace K2Sharp.Server.Tests.Lifetime;

public sealed class ServerStateTests
{
    [Fact]
    public void Nothing_is_let_in_before_the_model_is_ready()
    {
        using var state = new ServerState();
        Assert.Equal(ServerPhase.Loading, state.Phase);
        Assert.False(state.TryEnter());
        state.MarkReady();
        Assert.True(state.TryEnter());
        Assert.Equal((ServerPhase.Ready, 1), (state.Phase, state.Running));
    }

    [Fact]
    public void A_server_that_is_ended_while_it_loads_is_never_ready()
    {
        using var state = new ServerState();
        state.BeginDrain();
        state.MarkReady();
        Assert.Equal(ServerPhase.Draining, state.Phase);
        Assert.False(state.TryEnter());
        Assert.True(state.CloseAsync().IsCompleted);
    }

    [Fact]
    public async Task It_is_closed_when_the_last_one_has_left()
    {
        using var state = new ServerState();
        state.MarkReady();
        Assert.True(state.TryEnter());
        Assert.True(state.TryEnter());
        Task closed = state.CloseAsync();
        Assert.False(state.TryEnter());
        state.Leave();
        Assert.False(closed.IsCompleted);
        state.Leave();
        await closed.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
