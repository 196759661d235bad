using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class AccuracyTests
{
    // From Wilson's formula, computed apart: p = 0.9, n = 10 and so on.
    [Theory]
    [InlineData(9, 10, 0.5958, 0.9821)]
    [InlineData(500, 500, 0.9924, 1)]
    [InlineData(0, 500, 0, 0.0076)]
    [InlineData(495, 500, 0.9768, 0.9957)]
    [InlineData(0, 0, 0, 1)]
    public void Wilsons_interval(int passed, int count, double low, double high)
    {
        (double actualLow, double actualHigh) = new Accuracy(passed, count).Interval;
        Assert.Equal(low, actualLow, 4);
        Assert.Equal(high, actualHigh, 4);
    }

    [Fact]
    public void Counts()
    {
        Accuracy accuracy = default(Accuracy).Plus(true).Plus(false).Plus(true);
        Assert.Equal(new Accuracy(2, 3), accuracy);
        Assert.Equal(2 / 3.0, accuracy.Share);
    }
}
