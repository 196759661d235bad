namespace K2Sharp.Training.Reporting.Charts;

/// <summary>Maps values to 0..1 and says where the marks are.</summary>
internal sealed class Axis
{
    private readonly double _low;
    private readonly double _high;
    private readonly bool _logarithmic;

    private Axis(double low, double high, bool logarithmic, IReadOnlyList<double> ticks)
    {
        _low = low;
        _high = high;
        _logarithmic = logarithmic;
        Ticks = ticks;
    }

    /// <summary>Round values within the axis.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis from exactly <paramref name="low"/> to <paramref name="high"/>; equal ends are moved apart.</summary>
    public static Axis Linear(double low, double high, int mostTicks = 5)
    {
        if (high <= low)
        {
            double half = Math.Max(Math.Abs(low) * 0.05, 0.5);
            (low, high) = (low - half, low + half);
        }

        return new Axis(low, high, logarithmic: false, RoundSteps(low, high, mostTicks));
    }

    /// <summary>An axis whose ends are round values that enclose the data.</summary>
    public static Axis LinearAround(double low, double high, int mostTicks = 5)
    {
        if (high <= low)
        {
            return Linear(low, high, mostTicks);
        }

        double step = RoundStep(high - low, mostTicks);
        return Linear(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, mostTicks);
    }

    /// <summary>A logarithmic axis; both ends must be above 0.</summary>
    public static Axis Logarithmic(double low, double high, bool fewTicks = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(low, 0);
        if (high < low * 1.2)
        {
            (low, high) = (low / 1.1, Math.Max(high, low) * 1.1);
        }

        // Many decades: only their starts. A few: 1, 2, 5. Less than a decade may hold only one of these, so plain steps then.
        double[] digits = Math.Log10(high / low) > (fewTicks ? 1.5 : 3) ? [1] : [1, 2, 5];
        var ticks = new List<double>();
        for (int exponent = (int)Math.Floor(Math.Log10(low)); exponent <= Math.Log10(high); exponent++)
        {
            foreach (double digit in digits)
            {
                double tick = digit * Math.Pow(10, exponent);
                if (tick >= low * 0.999 && tick <= high * 1.001)
                {
                    ticks.Add(tick);
                }
            }
        }

        return new Axis(low, high, logarithmic: true, ticks.Count >= 2 ? ticks : RoundSteps(low, high, fewTicks ? 2 : 5));
    }

    public double At(double value) => _logarithmic
        ? Math.Log(Math.Max(value, _low) / _low) / Math.Log(_high / _low)
        : (value - _low) / (_high - _low);

    private static List<double> RoundSteps(double low, double high, int most)
    {
        double step = RoundStep(high - low, most);
        var ticks = new List<double>();
        for (double i = Math.Ceiling((low / step) - 1e-9); i * step <= high + (step * 1e-9); i++)
        {
            // Plus zero turns -0 into 0.
            ticks.Add(Math.Round(i * step, 12) + 0.0);
        }

        return ticks;
    }

    private static double RoundStep(double range, int most)
    {
        double rough = range / most;
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / magnitude;
        return magnitude * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
