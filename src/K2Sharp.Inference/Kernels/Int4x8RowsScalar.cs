namespace K2Sharp.Inference.Kernels;

/// <summary>INT4 rows on int8 activations in plain C#, in the order of <see cref="Int4x16RowsScalar"/> and to the bit what the vector kernels give.</summary>
internal static unsafe class Int4x8RowsScalar
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
                    byte* block = token + (c / ActivationBatch.BlockColumns * (long)Int8Activations.BlockBytes);
                    int j = c % ActivationBatch.BlockColumns / ActivationBatch.WordColumns;
                    float scale = BFloat16Element.Widen(scales[c / WeightMatrix.GroupSize]) * ((float*)(block + Int8Activations.ScaleOffset))[j];
                    lanes[j] = MathF.FusedMultiplyAdd(WordSum(codes + (c / 2), (sbyte*)block + (4 * j)), scale, lanes[j]);
                }

                y[((long)t * yStride) + r] = LaneSum.Of(lanes, ActivationBatch.BlockWords);
            }
        }
    }

    /// <summary>Byte b of the word holds two codes, which meet place b of the two runs.</summary>
    private static int WordSum(byte* codes, sbyte* x)
    {
        int sum = 0;
        for (int b = 0; b < ActivationBatch.WordColumns / 2; b++)
        {
            sum += ((codes[b] & 15) - Int4Row.CodeOffset) * x[b];
            sum += ((codes[b] >> 4) - Int4Row.CodeOffset) * x[Int8Activations.Run + b];
        }

        return sum;
    }
}
