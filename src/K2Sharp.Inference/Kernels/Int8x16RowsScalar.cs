namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on int16 activations in plain C#, in the order of <see cref="Int4x16RowsScalar"/> and to the bit what the vector kernels give. A word's eight
/// products, at most 127 * 32767 each, sum to 25 bits, so the exact integer is rounded once, to the nearest, when it becomes a float.
/// </summary>
internal static unsafe class Int8x16RowsScalar
{
    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        float* lanes = stackalloc float[ActivationBatch.BlockWords];
        for (int t = 0; t < x.Tokens; t++)
        {
            byte* token = (byte*)x.PreparedRow(t);
            for (int r = rowBegin; r < rowEnd; r++)
            {
                Int8Row row = Int8Row.At(w, r, null);
                new Span<float>(lanes, ActivationBatch.BlockWords).Clear();
                for (int c = 0; c < w.Columns; c += ActivationBatch.WordColumns)
                {
                    int place = c % ActivationBatch.BlockColumns;
                    byte* block = token + (c / ActivationBatch.BlockColumns * (long)Int16Activations.BlockBytes);
                    int j = place / ActivationBatch.WordColumns;
                    float scale = BFloat16Element.Widen(row.Scales[c / WeightMatrix.GroupSize]) * ((float*)(block + Int16Activations.ScaleOffset))[j];
                    lanes[j] = MathF.FusedMultiplyAdd(WordSum(row.Codes + (c - place), place, (short*)block), scale, lanes[j]);
                }

                y[((long)t * yStride) + r] = LaneSum.Of(lanes, ActivationBatch.BlockWords);
            }
        }
    }

    private static int WordSum(sbyte* block, int first, short* x)
    {
        int sum = 0;
        for (int c = first; c < first + ActivationBatch.WordColumns; c++)
        {
            sum += block[Int8Row.PlaceOf(c)] * x[(c % 4 * Int16Activations.Run) + (c / 4)];
        }

        return sum;
    }
}
