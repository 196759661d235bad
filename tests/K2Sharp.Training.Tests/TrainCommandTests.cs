namespace K2Sharp.Training.Tests;

public sealed class TrainCommandTests
{
    [Fact]
    public void A_run_that_is_told_to_end_has_all_the_time_it_needs_to_save() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, TrainCommand.Configuration.ProcessTerminationTimeout);
}
