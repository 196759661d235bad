namespace K2Sharp.Inference.Checkpoints;

/// <summary>Brings mapped memory in.</summary>
internal static unsafe class MappedPages
{
    private const int Reported = 1 << 20;

    /// <summary>Touches every page of a range.</summary>
    /// <param name="start">The first byte, of any alignment.</param>
    /// <param name="bytes">The length.</param>
    /// <param name="done">Told of more bytes, some thousand times per gigabyte; says whether to go on.</param>
    /// <returns>False when it was told to stop.</returns>
    public static bool Touch(byte* start, long bytes, Func<long, bool> done)
    {
        for (long begin = 0; begin < bytes; begin += Reported)
        {
            long end = Math.Min(begin + Reported, bytes);
            for (long offset = begin; offset < end; offset += Environment.SystemPageSize)
            {
                _ = Volatile.Read(ref start[offset]);
            }

            // The last page, which may begin between two steps of a page's length.
            _ = Volatile.Read(ref start[end - 1]);
            if (!done(end - begin))
            {
                return false;
            }
        }

        return true;
    }
}
