using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Tests.Scheduling;

public sealed class DraftGaugeTests
{
    [Theory]
    [InlineData(10, 10, 3, true)]
    [InlineData(10, 25, 3, true)]
    [InlineData(10, 35, 3, false)]
    [InlineData(10, 12, 1, false)]
    public void Guessing_is_used_when_a_token_takes_less_time_with_it(long plain, long drafted, long said, bool pays)
    {
        var gauge = new DraftGauge();
        int used = 0;
        const int steps = 2000;
        for (int i = 0; i < steps; i++)
        {
            bool wants = gauge.Wants;
            used += wants ? 1 : 0;
            gauge.Add(wants, wants ? said : 1, wants ? drafted : plain);
        }

        // The other one is tried now and then.
        Assert.InRange(used, pays ? steps * 9 / 10 : 1, pays ? steps - 1 : steps / 10);
    }

    [Fact]
    public void When_the_text_changes_so_does_the_choice()
    {
        var gauge = new DraftGauge();
        int late = 0;
        for (int i = 0; i < 6000; i++)
        {
            bool wants = gauge.Wants;
            long said = wants && i >= 2000 ? 4 : 1;
            gauge.Add(wants, said, wants ? 15 : 10);
            late += wants && i >= 5000 ? 1 : 0;
        }

        Assert.InRange(late, 900, 999);
    }
}
