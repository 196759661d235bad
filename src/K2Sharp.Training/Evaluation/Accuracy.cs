namespace K2Sharp.Training.Evaluation;

/// <summary>How many of a number of tasks passed.</summary>
internal readonly record struct Accuracy(int Passed, int Count)
{
    // Of the standard normal distribution: 97.5 % lie below.
    private const double Quantile = 1.959963984540054;

    /// <summary>The share that passed; 0 of nothing.</summary>
    public double Share => Count == 0 ? 0 : (double)Passed / Count;

    /// <summary>The 95 % interval of Wilson (1927), which stays right where nearly all pass.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            if (Count == 0)
            {
                return (0, 1);
            }

            double square = Quantile * Quantile;
            double center = (Share + (square / (2 * Count))) / (1 + (square / Count));
            double half = Quantile / (1 + (square / Count)) * Math.Sqrt((Share * (1 - Share) / Count) + (square / (4.0 * Count * Count)));
            return (Math.Max(0, center - half), Math.Min(1, center + half));
        }
    }

    public Accuracy Plus(bool passed) => new(Passed + (passed ? 1 : 0), Count + 1);
}
