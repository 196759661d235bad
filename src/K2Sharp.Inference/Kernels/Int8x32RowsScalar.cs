namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on float32 activations in plain C#, to the bit what the vector kernels give: lane j of 16 takes word j (columns 8j to 8j + 7) of every block
/// of 128 columns. A word's products are summed by FMA, first those of its even columns, then those of its odd ones; the sum times the group's scale is
/// added to the lane by FMA; <see cref="LaneSum"/> adds the lanes.
/// </summary>
internal static unsafe class Int8x32RowsScalar
{
    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        float* lanes = stackalloc float[ActivationBatch.BlockWords];
        for (int t = 0; t < x.Tokens; t++)
        {
            float* token = x.Row(t);
            for (int r = rowBegin; r < rowEnd; r++)
            {
                Int8Row row = Int8Row.At(w, r, null);
                new Span<float>(lanes, ActivationBatch.BlockWords).Clear();
                for (int c = 0; c < w.Columns; c += ActivationBatch.WordColumns)
                {
                    int place = c % ActivationBatch.BlockColumns;
                    sbyte* block = row.Codes + (c - place);
                    ref float lane = ref lanes[place / ActivationBatch.WordColumns];
                    lane = MathF.FusedMultiplyAdd(WordSum(block, place, token + c), BFloat16Element.Widen(row.Scales[c / WeightMatrix.GroupSize]), lane);
                }

                y[((long)t * yStride) + r] = LaneSum.Of(lanes, ActivationBatch.BlockWords);
            }
        }
    }

    private static float WordSum(sbyte* block, int first, float* x)
    {
        float sum = 0;
        for (int odd = 0; odd < 2; odd++)
        {
            for (int k = odd; k < ActivationBatch.WordColumns; k += 2)
            {
                sum = MathF.FusedMultiplyAdd(block[Int8Row.PlaceOf(first + k)], x[k], sum);
            }
        }

        return sum;
    }
}
