using K2Sharp.Training.Evaluation;
using Microsoft.Extensions.Time.Testing;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EvaluationLineTests
{
    [Fact]
    public void A_family_shows_its_end_and_every_half_minute()
    {
        var time = new FakeTimeProvider();
        using var error = new StringWriter();
        var line = new EvaluationLine(error, time);
        for (int done = 0; done <= 4; done++)
        {
            line.Show("int4", new EvaluationProgress("chase", done, 4, done));
            time.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(
            ["int4, chase: 2 of 4 tasks, 100.0 % passed", "int4, chase: 4 of 4 tasks, 100.0 % passed"],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
