namespace K2Sharp.Training.Reporting;

/// <summary>Cuts a log into its lines.</summary>
internal static class MetricsLines
{
    /// <summary>The lines without their ends; what follows the last line end is a line too, unless it is empty.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> log)
    {
        while (!log.IsEmpty)
        {
            int end = log.Span.IndexOf((byte)'\n');
            yield return end < 0 ? log : log[..end];
            log = end < 0 ? default : log[(end + 1)..];
        }
    }
}
