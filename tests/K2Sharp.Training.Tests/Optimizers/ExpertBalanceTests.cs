using K2Sharp.Training.Optimizers;

namespace K2Sharp.Training.Tests.Optimizers;

public sealed class ExpertBalanceTests
{
    [Fact]
    public void Bias_moves_against_the_load_by_a_fixed_amount()
    {
        float[] bias = [0, 0.5f, -0.5f, 0.25f];
        ExpertBalance.Update(bias, [1, 100, 0, 27], 0.25);
        Assert.Equal([0.25f, 0.25f, -0.25f, 0.5f], bias);
    }

    [Fact]
    public void Load_at_the_mean_moves_nothing()
    {
        float[] bias = [1, 2, 3];
        ExpertBalance.Update(bias, [4, 3, 5], 0.5);
        Assert.Equal([1f, 2.5f, 2.5f], bias);
        ExpertBalance.Update(bias, [0, 0, 0], 0.5);
        Assert.Equal([1f, 2.5f, 2.5f], bias);
    }

    [Fact]
    public void Repeated_updates_even_out_a_skewed_gate()
    {
        // A gate of fixed scores that differ by token; without a bias the first expert takes nearly everything.
        float[] bias = new float[4];
        double first = ExpertBalance.MaxViolation(Route(bias));
        for (int step = 0; step < 300; step++)
        {
            ExpertBalance.Update(bias, Route(bias), 0.005);
        }

        Assert.True(first > 3, $"{first}");
        Assert.True(ExpertBalance.MaxViolation(Route(bias)) < 1.3, string.Join(',', Route(bias)));
    }

    [Fact]
    public void Violation_is_the_largest_load_over_the_mean()
    {
        Assert.Equal(1, ExpertBalance.MaxViolation([5, 5, 5]));
        Assert.Equal(4, ExpertBalance.MaxViolation([0, 8, 0, 0]));
        Assert.Equal(1.5, ExpertBalance.MaxViolation([1, 3, 2]));
        Assert.Equal(1, ExpertBalance.MaxViolation([0, 0]));
    }

    [Fact]
    public void Lengths_must_agree() => Assert.Throws<ArgumentException>(() => ExpertBalance.Update(new float[2], new long[3], 1));

    private static long[] Route(float[] bias)
    {
        long[] load = new long[bias.Length];
        for (int token = 0; token < 400; token++)
        {
            int best = 0;
            for (int expert = 1; expert < bias.Length; expert++)
            {
                best = Score(token, expert) + bias[expert] > Score(token, best) + bias[best] ? expert : best;
            }

            load[best]++;
        }

        return load;
    }

    private static double Score(int token, int expert) => (0.5 * Math.Sin((token * 1.7) + (expert * 2.3) + (token * expert))) - expert;
}
