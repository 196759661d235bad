using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class CalibrationTests
{
    [Fact]
    public void Perfect_calibration_is_zero() =>
        Assert.Equal(0, Calibration.Error([.. Enumerable.Range(0, 300).Select(i => (50.0, i % 2 == 0))], asPublished: false)!.Value, 9);

    [Fact]
    public void The_error_is_that_of_the_bins_by_hand()
    {
        // 100 at 20 % of which 10 are right (off by 0.1), 100 at 90 % of which 60 are right (off by 0.3): sqrt((0.01 + 0.09) / 2).
        (double, bool)[] predictions = [.. Enumerable.Range(0, 100).Select(i => (20.0, i < 10)), .. Enumerable.Range(0, 100).Select(i => (90.0, i < 60))];
        Assert.Equal(100 * Math.Sqrt(0.05), Calibration.Error(predictions, asPublished: false)!.Value, 9);

        // The published script forgets the last bin: sqrt(0.01 / 2).
        Assert.Equal(100 * Math.Sqrt(0.005), Calibration.Error(predictions, asPublished: true)!.Value, 9);
    }

    [Fact]
    public void The_last_bin_takes_what_is_left_over()
    {
        (double, bool)[] predictions = [.. Enumerable.Range(0, 100).Select(_ => (0.0, false)), .. Enumerable.Range(0, 150).Select(i => (100.0, i < 75))];
        Assert.Equal(100 * Math.Sqrt(150.0 / 250 * 0.25), Calibration.Error(predictions, asPublished: false)!.Value, 9);
    }

    [Fact]
    public void Few_predictions_are_one_bin_and_none_have_no_error()
    {
        Assert.Equal(50, Calibration.Error([(100, true), (100, false)], asPublished: false)!.Value, 9);
        Assert.Null(Calibration.Error([(100, true), (100, false)], asPublished: true));
        Assert.Null(Calibration.Error([], asPublished: false));
    }
}
