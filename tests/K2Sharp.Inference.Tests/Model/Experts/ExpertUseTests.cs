using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Tests.Model.Experts;

public sealed class ExpertUseTests
{
    [Fact]
    public void A_use_counts_half_after_a_half_life_and_order_outlives_a_change_of_unit()
    {
        var use = new ExpertUse(3);
        use.Add(0);
        use.Restore(1, 5);
        double factor = 1;
        for (int i = 0; i < (int)ExpertUse.HalfLife; i++)
        {
            factor *= use.NextStep();
        }

        Assert.Equal(1, factor);
        Assert.Equal(0.5, use.Uses(0), 9);
        Assert.Equal(2.5, use.Uses(1), 9);

        // Some million steps later the unit has changed once at least, and nothing is infinite.
        double before = use[1];
        for (int i = 0; i < 4_000_000; i++)
        {
            factor *= use.NextStep();
        }

        Assert.NotEqual(1, factor);
        Assert.Equal(before * factor, use[1], 9);
        use.Add(2);
        Assert.Equal(1, use.Uses(2), 9);
        Assert.True(use[2] > use[1]);
        Assert.True(double.IsFinite(use[2]));
    }
}
