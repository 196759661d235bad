namespace K2Sharp.Training.Reporting;

/// <summary>The 95 % interval of a success rate by Wilson (1927), which stays inside 0 to 1 and holds for few samples and rates near 1.</summary>
internal readonly record struct WilsonInterval(double Low, double High)
{
    private const double Z = 1.959963984540054;

    public static WilsonInterval Of(int passed, int n)
    {
        if (n <= 0)
        {
            return new WilsonInterval(0, 1);
        }

        double rate = (double)passed / n;
        double middle = (rate + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        double half = Z / (1 + (Z * Z / n)) * Math.Sqrt((rate * (1 - rate) / n) + (Z * Z / (4.0 * n * n)));
        return new WilsonInterval(passed == 0 ? 0 : Math.Max(0, middle - half), passed == n ? 1 : Math.Min(1, middle + half));
    }
}
