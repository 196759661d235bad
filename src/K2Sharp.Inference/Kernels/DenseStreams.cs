namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Rows of a float32 or bfloat16 matrix for a single token, whose products wait for memory: of every four rows one comes from each quarter of the range, so that memory is
/// read in four long streams. Four adjacent rows would be four short ones, which the processor has just begun to follow when they end.
/// </summary>
internal static unsafe class DenseStreams<TElement>
    where TElement : struct, IDenseElement
{
    private const int Streams = 4;

    /// <summary>y[r] = sum over c of w[r, c] * x[c], for rowBegin &lt;= r &lt; rowEnd.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="rowBegin">First row.</param>
    /// <param name="rowEnd">One past the last row.</param>
    /// <param name="x">The token's activations.</param>
    /// <param name="y">Output; r counts from the matrix's first row.</param>
    /// <param name="lanes">Columns past the last multiple of so many are added one by one.</param>
    /// <param name="fourRows">Multiplies four rows, without those columns: rows, columns, x, four sums.</param>
    public static void Multiply(
        in WeightMatrix w, int rowBegin, int rowEnd, float* x, float* y, int lanes, delegate*<byte*, byte*, byte*, byte*, int, float*, float*, void> fourRows)
    {
        long rowBytes = (long)w.Columns * TElement.Size;
        int quarter = (rowEnd - rowBegin) / Streams;
        long streamBytes = quarter * rowBytes;
        float* sums = stackalloc float[Streams];
        byte* row = (byte*)w.Data + (rowBegin * rowBytes);
        for (int r = rowBegin; r < rowBegin + quarter; r++, row += rowBytes)
        {
            fourRows(row, row + streamBytes, row + (2 * streamBytes), row + (3 * streamBytes), w.Columns, x, sums);
            for (int i = 0; i < Streams; i++)
            {
                Finish(w, r + (i * quarter), x, sums[i], y, lanes);
            }
        }

        row += 3 * streamBytes;
        for (int r = rowBegin + (Streams * quarter); r < rowEnd; r++, row += rowBytes)
        {
            fourRows(row, row, row, row, w.Columns, x, sums);
            Finish(w, r, x, sums[0], y, lanes);
        }
    }

    private static void Finish(in WeightMatrix w, int row, float* x, float sum, float* y, int lanes)
    {
        y[row] = sum;
        if (w.Columns % lanes != 0)
        {
            DenseRowsScalar<TElement>.AddTail(w, row, 1, x, w.Columns - (w.Columns % lanes), y + row);
        }
    }
}
