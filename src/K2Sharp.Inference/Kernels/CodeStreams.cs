namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Rows of codes for a single token as <see cref="DenseStreams{TElement}"/> takes dense ones: of every four rows one comes from each quarter of the range. Row by row, with
/// lines asked for ahead, a Zen 5 multiplies INT4 rows at two thirds of its memory's speed, and in long streams at nine tenths (in C++: docs/performance.md, "Four streams of INT4").
/// </summary>
internal static unsafe class CodeStreams<TKernel, TRow>
    where TKernel : struct, IStreamKernel<TRow>
    where TRow : unmanaged, ICodeRow<TRow>
{
    private const int Streams = LongStreams.Streams;

    /// <summary>Whether a range of rows is better read in this way.</summary>
    public static bool Pays(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x) =>
        x.Tokens == 1 && LongStreams.AreUsed(KernelPath.Avx512, w.Format, x.Precision) && LongStreams.AreLong(rowEnd - rowBegin, w.Format.RowBytes(w.Columns));

    /// <summary>y[r] = sum over c of w[r, c] * x[c], for rowBegin &lt;= r &lt; rowEnd and the first token.</summary>
    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y)
    {
        byte* tails = stackalloc byte[Streams * TRow.TailBytes];
        new Span<byte>(tails, Streams * TRow.TailBytes).Clear();
        TRow* rows = stackalloc TRow[Streams];
        float* sums = stackalloc float[Streams];
        byte* token = (byte*)x.PreparedRow(0);
        int quarter = (rowEnd - rowBegin) / Streams;
        for (int r = rowBegin; r < rowBegin + quarter; r++)
        {
            for (int i = 0; i < Streams; i++)
            {
                rows[i] = TRow.At(w, r + (i * quarter), tails + (i * TRow.TailBytes));
            }

            TKernel.FourRows(rows, w.Columns, token, sums);
            for (int i = 0; i < Streams; i++)
            {
                y[r + (i * quarter)] = sums[i];
            }
        }

        for (int r = rowBegin + (Streams * quarter); r < rowEnd; r++)
        {
            TRow row = TRow.At(w, r, tails);
            y[r] = TKernel.OneRow(row, w.Columns, token);
        }
    }
}
