using System.Globalization;

namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>The system's way to write a set of processors: <c>0-3,8,10-11</c>.</summary>
internal static class CpuList
{
    /// <summary>The processors of a list, in rising order and each once.</summary>
    /// <param name="text">Numbers and ranges with commas between; blanks around them do no harm, and an empty list is a node without processors.</param>
    /// <exception cref="FormatException">It is not such a list; the message is one line.</exception>
    public static int[] Parse(string text)
    {
        var cpus = new SortedSet<int>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            int first = Number(dash < 0 ? part : part[..dash], text);
            int last = dash < 0 ? first : Number(part[(dash + 1)..], text);
            if (last < first)
            {
                throw Broken(text);
            }

            cpus.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. cpus];
    }

    private static int Number(string digits, string text) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < CpuSet.Capacity ? number : throw Broken(text);

    private static FormatException Broken(string text) =>
        new($"\"{text.Trim()}\" is not a list of processors (numbers below {CpuSet.Capacity} and ranges such as 0-3,8)");
}
