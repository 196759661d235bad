namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Rows of a float32 or bfloat16 matrix for a single token, whose products wait for memory: of every four rows one comes from each quarter of the range, so that memory is
/// read in four long streams. Four adjacent rows would be four short ones, which the processor has just begun to follow when they end.
/// </summary>
internal static unsafe class DenseStreams<TElement>
    where TElement : struct, IDenseElement
{
    private const int Streams = 4;

    /// <summary>A shorter stream ends before the processor has followed it for long, so that asking ahead pays everywhere. Long ones were measured with 229 KB.</summary>
    private const int LongBytes = 128 * 1024;

    /// <summary>y[r] = sum over c of w[r, c] * x[c], for rowBegin &lt;= r &lt; rowEnd.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="rowBegin">First row.</param>
    /// <param name="rowEnd">One past the last row.</param>
    /// <param name="x">The token's activations.</param>
    /// <param name="y">Output; r counts from the matrix's first row.</param>
    /// <param name="lanes">Columns past the last multiple of so many are added one by one.</param>
    /// <param name="fourRows">Multiplies four rows, without those columns: rows, columns, whether to ask ahead, x, four sums.</param>
    public static void Multiply(
        in WeightMatrix w, int rowBegin, int rowEnd, float* x, float* y, int lanes, delegate*<byte*, byte*, byte*, byte*, int, bool, float*, float*, void> fourRows)
    {
        long rowBytes = (long)w.Columns * TElement.Size;
        int whole = w.Columns - (w.Columns % lanes);
        int quarter = (rowEnd - rowBegin) / Streams;
        long streamBytes = quarter * rowBytes;
        bool asks = !CpuFeatures.FollowsStreams || streamBytes < LongBytes;
        float* sums = stackalloc float[Streams];
        byte* row = (byte*)w.Data + (rowBegin * rowBytes);
        for (int r = rowBegin; r < rowBegin + quarter; r++, row += rowBytes)
        {
            fourRows(row, row + streamBytes, row + (2 * streamBytes), row + (3 * streamBytes), w.Columns, asks, x, sums);
            Finish(w, r, quarter, Streams, x, sums, y, whole);
        }

        int first = rowBegin + (Streams * quarter);
        if (first < rowEnd)
        {
            // The last rows, one to three; the result of a row that stands for a missing one is dropped.
            int left = rowEnd - first;
            row += 3 * streamBytes;
            fourRows(row, row + (Math.Min(1, left - 1) * rowBytes), row + ((left - 1) * rowBytes), row, w.Columns, asks, x, sums);
            Finish(w, first, 1, left, x, sums, y, whole);
        }
    }

    /// <summary>Adds the columns past the last whole vector and writes the sums of some rows with a distance between them.</summary>
    private static void Finish(in WeightMatrix w, int row, int distance, int count, float* x, float* sums, float* y, int whole)
    {
        for (int i = 0; i < count; i++, row += distance)
        {
            if (whole < w.Columns)
            {
                DenseRowsScalar<TElement>.AddTail(w, row, 1, x, whole, sums + i);
            }

            y[row] = sums[i];
        }
    }
}
