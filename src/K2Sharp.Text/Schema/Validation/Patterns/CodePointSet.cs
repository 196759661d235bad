using System.Text;

namespace K2Sharp.Text.Schema.Validation.Patterns;

/// <summary>A set of code points as sorted, separate ranges.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstAstral = 0x10000;

    private readonly List<(int First, int Last)> _ranges;

    private CodePointSet(List<(int First, int Last)> ranges) => _ranges = ranges;

    public static CodePointSet All { get; } = Of((0, Last));

    public static CodePointSet Of(params ReadOnlySpan<(int First, int Last)> ranges) => Union(ranges.ToArray());

    public static CodePointSet Union(IEnumerable<CodePointSet> sets) => Union(sets.SelectMany(set => set._ranges));

    public CodePointSet Complement()
    {
        List<(int First, int Last)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in _ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            gaps.Add((next, Last));
        }

        return new CodePointSet(gaps);
    }

    /// <summary>
    /// Writes an expression of .NET's that matches one code point of the set in well-formed UTF-16 text: code points beyond the first
    /// plane are two units there, which .NET's classes do not know.
    /// </summary>
    public void WriteTo(StringBuilder pattern)
    {
        StringBuilder basic = new();
        List<string> pairs = [];
        foreach ((int first, int last) in _ranges)
        {
            WriteRange(basic, first, Math.Min(last, FirstSurrogate - 1));
            WriteRange(basic, Math.Max(first, LastSurrogate + 1), Math.Min(last, FirstAstral - 1));
            if (last >= FirstAstral)
            {
                AddPairs(pairs, Math.Max(first, FirstAstral), last);
            }
        }

        if (basic.Length > 0)
        {
            pairs.Insert(0, $"[{basic}]");
        }

        switch (pairs.Count)
        {
            case 0:
                // Nothing: a class of which every unit is excluded.
                pattern.Append(@"[^\u0000-\uFFFF]");
                break;
            case 1 when basic.Length > 0:
                pattern.Append(pairs[0]);
                break;
            default:
                pattern.Append("(?:").AppendJoin('|', pairs).Append(')');
                break;
        }
    }

    private static CodePointSet Union(IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new CodePointSet(merged);
    }

    private static void AddPairs(List<string> pairs, int first, int last)
    {
        (int firstHigh, int firstLow) = Split(first);
        (int lastHigh, int lastLow) = Split(last);
        if (firstHigh == lastHigh)
        {
            pairs.Add(Pair(firstHigh, firstHigh, firstLow, lastLow));
            return;
        }

        if (firstLow > 0xDC00)
        {
            pairs.Add(Pair(firstHigh, firstHigh, firstLow, LastSurrogate));
            firstHigh++;
        }

        bool hasTail = lastLow < LastSurrogate;
        int fullHigh = hasTail ? lastHigh - 1 : lastHigh;
        if (firstHigh <= fullHigh)
        {
            pairs.Add(Pair(firstHigh, fullHigh, 0xDC00, LastSurrogate));
        }

        if (hasTail)
        {
            pairs.Add(Pair(lastHigh, lastHigh, 0xDC00, lastLow));
        }
    }

    private static (int High, int Low) Split(int codePoint) =>
        (FirstSurrogate + ((codePoint - FirstAstral) >> 10), 0xDC00 + ((codePoint - FirstAstral) & 0x3FF));

    private static string Pair(int firstHigh, int lastHigh, int firstLow, int lastLow)
    {
        StringBuilder pair = new("[");
        WriteRange(pair, firstHigh, lastHigh);
        pair.Append("][");
        WriteRange(pair, firstLow, lastLow);
        return pair.Append(']').ToString();
    }

    private static void WriteRange(StringBuilder text, int first, int last)
    {
        if (first > last)
        {
            return;
        }

        text.Append($"\\u{first:X4}");
        if (last > first)
        {
            text.Append($"-\\u{last:X4}");
        }
    }
}
