using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Reporting;

/// <summary>
/// The paired permutation test (Fisher): if two runs are equal, every difference might as well have the other sign. Exact up to 16 differences
/// that are not zero, beyond that from 20,000 seeded draws.
/// </summary>
internal static class SignFlipTest
{
    private const int MostExact = 16;
    private const int Draws = 20_000;
    private const double Slack = 1e-12;

    public static double PValue(IReadOnlyList<double> differences)
    {
        double[] moved = [.. differences.Where(difference => difference != 0)];
        double observed = Math.Abs(moved.Sum()) - Slack;
        if (moved.Length == 0)
        {
            return 1;
        }

        if (moved.Length <= MostExact)
        {
            int all = 1 << moved.Length;
            int extreme = 0;
            for (int signs = 0; signs < all; signs++)
            {
                double sum = 0;
                for (int i = 0; i < moved.Length; i++)
                {
                    sum += (signs >> i & 1) == 0 ? moved[i] : -moved[i];
                }

                extreme += Math.Abs(sum) >= observed ? 1 : 0;
            }

            return (double)extreme / all;
        }

        var random = new SeededRandom(moved.Length);
        int hits = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            foreach (double difference in moved)
            {
                sum += random.Chance(0.5) ? difference : -difference;
            }

            hits += Math.Abs(sum) >= observed ? 1 : 0;
        }

        // The observed one is one of the possible ones.
        return (hits + 1.0) / (Draws + 1);
    }
}
