namespace K2Sharp.Inference.Kernels;

/// <summary>
/// INT4 rows on int16 activations in plain C#, to the bit what the vector kernels give: lane j of 16 takes word j of every block of 128 columns, its
/// eight products summed as integers, by one fused multiply-add with weight scale * activation scale; <see cref="LaneSum"/> adds the lanes.
/// </summary>
internal static unsafe class Int4x16RowsScalar
{
    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        float* lanes = stackalloc float[ActivationBatch.BlockWords];
        for (int t = 0; t < x.Tokens; t++)
        {
            byte* token = (byte*)x.PreparedRow(t);
            for (int r = rowBegin; r < rowEnd; r++)
            {
                byte* codes = (byte*)w.Data + ((long)r * (w.Columns / 2));
                ushort* scales = w.Scales + ((long)r * (w.Columns / WeightMatrix.GroupSize));
                new Span<float>(lanes, ActivationBatch.BlockWords).Clear();
                for (int c = 0; c < w.Columns; c += ActivationBatch.WordColumns)
                {
                    byte* block = token + (c / ActivationBatch.BlockColumns * (long)Int16Activations.BlockBytes);
                    int j = c % ActivationBatch.BlockColumns / ActivationBatch.WordColumns;
                    float scale = BFloat16Element.Widen(scales[c / WeightMatrix.GroupSize]) * ((float*)(block + Int16Activations.ScaleOffset))[j];
                    lanes[j] = MathF.FusedMultiplyAdd(WordSum(codes + (c / 2), (short*)block + (2 * j)), scale, lanes[j]);
                }

                y[((long)t * yStride) + r] = LaneSum.Of(lanes, ActivationBatch.BlockWords);
            }
        }
    }

    /// <summary>Half word h of the word holds four codes, which meet place h of the four runs.</summary>
    private static int WordSum(byte* codes, short* x)
    {
        int sum = 0;
        for (int i = 0; i < ActivationBatch.WordColumns; i++)
        {
            int code = ((codes[i / 2] >> (4 * (i % 2))) & 15) - Int4Row.CodeOffset;
            sum += code * x[(i % 4 * Int16Activations.Run) + (i / 4)];
        }

        return sum;
    }
}
