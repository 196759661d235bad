using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

public sealed class TaskRandomTests
{
    [Fact]
    public void The_state_continues_the_stream()
    {
        var random = new TaskRandom(7);
        random.NextBits();
        var copy = new TaskRandom(random.State);
        Assert.Equal(random.NextBits(), copy.NextBits());
    }
}
