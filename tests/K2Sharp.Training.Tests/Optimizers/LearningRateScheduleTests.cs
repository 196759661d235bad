using K2Sharp.Training.Optimizers;

namespace K2Sharp.Training.Tests.Optimizers;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Warms_up_stays_and_falls_in_a_line()
    {
        var schedule = new LearningRateSchedule(1, 0.2, 4, 2, 4, DecayShape.Linear);
        double[] expected = [0.25, 0.5, 0.75, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0.2];
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], schedule.At(step), 1e-12);
        }

        Assert.Equal(10, schedule.TotalSteps);
        Assert.Equal(6, schedule.DecayStart);
        Assert.Equal(0.2, schedule.At(1_000_000));
    }

    [Fact]
    public void The_cosine_passes_the_middle_and_ends_at_the_floor()
    {
        var schedule = new LearningRateSchedule(0.01, 0.001, 0, 0, 100);
        Assert.Equal(0.0055, schedule.At(49), 1e-12);
        Assert.Equal(0.001, schedule.At(99));
        for (int step = 1; step < 100; step++)
        {
            Assert.True(schedule.At(step) < schedule.At(step - 1));
        }
    }

    [Fact]
    public void Phases_may_be_empty()
    {
        Assert.Equal(3, new LearningRateSchedule(3, 0, 0, 5, 0).At(4));
        Assert.Equal(3, new LearningRateSchedule(3, 0, 1, 0, 0).At(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(3, 0, 1, 0, 0).At(-1));
    }
}
