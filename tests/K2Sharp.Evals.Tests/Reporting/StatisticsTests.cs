using CsCheck;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Tests.Reporting;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(10, 3, 1, 0.3)]
    [InlineData(10, 0, 5, 0)]
    [InlineData(10, 10, 5, 1)]
    [InlineData(4, 2, 2, 0.83333333333333)]
    [InlineData(4, 3, 2, 1)]
    public void Pass_at_k_is_the_unbiased_estimate(int n, int c, int k, double expected) => Assert.Equal(expected, Repeats.PassAt(n, c, k), 9);

    [Theory]
    [InlineData(4, 2, 2, 0.16666666666667)]
    [InlineData(4, 4, 4, 1)]
    [InlineData(4, 1, 2, 0)]
    public void All_of_k_is_pass_hat_k(int n, int c, int k, double expected) => Assert.Equal(expected, Repeats.AllOf(n, c, k), 9);

    [Fact]
    public void Pass_at_k_is_the_mean_over_all_choices() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 9], Gen.Int[1, 9]).Where((n, c, k) => c <= n && k <= n).Sample((n, c, k) =>
        {
            double any = 0;
            double all = 0;
            int choices = 0;
            for (int chosen = 0; chosen < 1 << n; chosen++)
            {
                if (int.PopCount(chosen) == k)
                {
                    choices++;
                    any += (chosen & ((1 << c) - 1)) != 0 ? 1 : 0;
                    all += (chosen & ~((1 << c) - 1)) == 0 ? 1 : 0;
                }
            }

            Assert.Equal(any / choices, Repeats.PassAt(n, c, k), 9);
            Assert.Equal(all / choices, Repeats.AllOf(n, c, k), 9);
        });

    [Fact]
    public void The_majority_decides_ties_are_shared_and_silence_does_not_vote()
    {
        Assert.Equal(1, Repeats.Majority([("5", 1), ("6", 0), ("5", 1)]));
        Assert.Equal(0.5, Repeats.Majority([("5", 1), ("6", 0)]));
        Assert.Equal(1, Repeats.Majority([("5", 1), (null, 0), (null, 0)]));
        Assert.Equal(0, Repeats.Majority([(null, 0)]));
    }

    [Fact]
    public void One_attempt_each_has_wilson_s_interval()
    {
        // 8 of 10: 0.4902 to 0.9433 by Wilson's formula.
        Estimate estimate = Estimate.Of([.. Enumerable.Range(0, 10).Select(i => (IReadOnlyList<double>)[i < 8 ? 1 : 0])]);
        Assert.Equal(0.8, estimate.Mean, 9);
        Assert.Equal(0.4902, estimate.Low, 4);
        Assert.Equal(0.9433, estimate.High, 4);
        Estimate all = Estimate.Of([.. Enumerable.Range(0, 10).Select(_ => (IReadOnlyList<double>)[1])]);
        Assert.True(all.Low < 0.75);
        Assert.Equal(1, all.High);
    }

    [Fact]
    public void Attempts_at_one_question_do_not_count_as_independent()
    {
        // Ten questions of which half are always right: as certain as ten attempts, not as a thousand.
        Estimate estimate = Estimate.Of([.. Enumerable.Range(0, 10).Select(i => (IReadOnlyList<double>)[.. Enumerable.Repeat(i % 2 == 0 ? 1.0 : 0.0, 100)])]);
        Assert.Equal(0.5, estimate.Mean, 9);
        Assert.Equal(0.5 / Math.Sqrt(9), estimate.StandardError, 9);
    }

    [Fact]
    public void The_error_by_hand()
    {
        // Questions 1,0 and 1,1: mean 0.75; summed deviations -0.5 and 0.5; sqrt(2 * 0.5) / 4.
        Estimate estimate = Estimate.Of([[1, 0], [1, 1]]);
        Assert.Equal(0.75, estimate.Mean, 9);
        Assert.Equal(0.25, estimate.StandardError, 9);
    }

    [Theory]
    [InlineData(new double[] { 1, 1, 1, 1, 1 }, 0.0625)]
    [InlineData(new double[] { 1, -1 }, 1)]
    [InlineData(new double[] { 1, 1, 1, -1 }, 0.625)]
    [InlineData(new double[] { 0, 0 }, 1)]
    [InlineData(new double[] { }, 1)]
    public void The_sign_flip_test_by_hand(double[] differences, double expected) => Assert.Equal(expected, SignFlipTest.PValue(differences), 9);

    [Fact]
    public void Many_differences_are_drawn()
    {
        Assert.InRange(SignFlipTest.PValue([.. Enumerable.Repeat(1.0, 30)]), 0, 0.001);
        Assert.InRange(SignFlipTest.PValue([.. Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? 1.0 : -1.0)]), 0.9, 1);
    }

    [Fact]
    public void Percentiles_lie_between_their_neighbours() => Assert.Equal(new Distribution(2.5, 2.5, 3.7, 4), Distribution.Of([4, 1, 3, 2]) with { P90 = Math.Round(Distribution.Of([4, 1, 3, 2]).P90, 9) });

    [Fact]
    public void The_generator_is_splitmix64()
    {
        // The first output for seed 1234567 is 6457827717110365317 (Vigna's splitmix64.c); the upper 53 bits make the double.
        Assert.Equal((6457827717110365317UL >> 11) * (1.0 / (1UL << 53)), new SeededRandom(1234567).NextDouble());
    }
}
