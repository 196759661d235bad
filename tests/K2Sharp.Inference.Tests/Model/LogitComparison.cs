using System.Globalization;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>How far logits are from others, relative to their root mean square, and whether they choose the same tokens.</summary>
internal sealed class LogitComparison(int vocabulary)
{
    private readonly List<double> _rows = [];
    private double _errors;
    private double _squares;

    public int Rows => _rows.Count;

    /// <summary>Rows whose most likely token is the same.</summary>
    public int SameTokens { get; private set; }

    /// <summary>The error of the median row.</summary>
    public double Median => _rows.Order().ElementAt(_rows.Count / 2);

    /// <summary>The error over all rows.</summary>
    public double Whole => Math.Sqrt(_errors / _squares);

    public static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    /// <summary>Adds [rows, vocabulary] logits.</summary>
    public void Add(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int begin = 0; begin < expected.Length; begin += vocabulary)
        {
            ReadOnlySpan<float> row = expected.Slice(begin, vocabulary);
            ReadOnlySpan<float> other = actual.Slice(begin, vocabulary);
            double errors = 0;
            double squares = 0;
            for (int i = 0; i < vocabulary; i++)
            {
                errors += Math.Pow(row[i] - (double)other[i], 2);
                squares += Math.Pow(row[i], 2);
            }

            _errors += errors;
            _squares += squares;
            _rows.Add(Math.Sqrt(errors / squares));
            SameTokens += IndexOfMax(row) == IndexOfMax(other) ? 1 : 0;
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"all rows {Whole:G3}, median row {Median:G3}, the same token in {SameTokens} of {Rows} rows");
}
