using System.Globalization;
using System.Text;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>A set of code points as sorted, separate, inclusive ranges; never holds a surrogate.</summary>
internal sealed class CodePointSet
{
    private CodePointSet(List<(int Low, int High)> ranges) => Ranges = ranges;

    public static CodePointSet All { get; } = Of([(0, CodePoints.Max)]);

    public static CodePointSet Empty { get; } = new([]);

    public IReadOnlyList<(int Low, int High)> Ranges { get; }

    public static CodePointSet Single(int codePoint) => Of([(codePoint, codePoint)]);

    /// <summary>The union of ranges in any order, without the surrogates among them.</summary>
    public static CodePointSet Of(IEnumerable<(int Low, int High)> ranges)
    {
        List<(int Low, int High)> merged = [];
        foreach ((int low, int high) in WithoutSurrogates(ranges).OrderBy(range => range.Low))
        {
            if (merged.Count > 0 && low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, high));
            }
            else
            {
                merged.Add((low, high));
            }
        }

        return new CodePointSet(merged);
    }

    public CodePointSet Union(CodePointSet other) => Of(Ranges.Concat(other.Ranges));

    public CodePointSet Complement()
    {
        List<(int Low, int High)> rest = [];
        int next = 0;
        foreach ((int low, int high) in Ranges)
        {
            if (low > next)
            {
                rest.Add((next, low - 1));
            }

            next = high + 1;
        }

        if (next <= CodePoints.Max)
        {
            rest.Add((next, CodePoints.Max));
        }

        return Of(rest);
    }

    /// <summary>All code points of the general categories that a predicate takes.</summary>
    public static CodePointSet OfCategories(Func<UnicodeCategory, bool> predicate)
    {
        List<(int Low, int High)> ranges = [];
        for (int value = 0; value <= CodePoints.Max; value++)
        {
            if (value == CodePoints.FirstSurrogate)
            {
                value = CodePoints.LastSurrogate + 1;
            }

            if (predicate(Rune.GetUnicodeCategory(new Rune(value))))
            {
                if (ranges.Count > 0 && ranges[^1].High == value - 1)
                {
                    ranges[^1] = (ranges[^1].Low, value);
                }
                else
                {
                    ranges.Add((value, value));
                }
            }
        }

        return Of(ranges);
    }

    private static IEnumerable<(int Low, int High)> WithoutSurrogates(IEnumerable<(int Low, int High)> ranges)
    {
        foreach ((int low, int high) in ranges)
        {
            if (low < CodePoints.FirstSurrogate)
            {
                yield return (low, Math.Min(high, CodePoints.FirstSurrogate - 1));
            }

            if (high > CodePoints.LastSurrogate)
            {
                yield return (Math.Max(low, CodePoints.LastSurrogate + 1), high);
            }
        }
    }
}
