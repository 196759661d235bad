using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>y[c, r] = x[r, c]: moves numbers, so that all paths agree to the bit.</summary>
internal static unsafe class Transpose
{
    private const int Tile = 8;

    /// <param name="path">The instruction set; must be supported.</param>
    /// <param name="x">[rows, columns].</param>
    /// <param name="xStride">Distance between two rows of x, in floats.</param>
    /// <param name="rows">Rows of x.</param>
    /// <param name="columns">Columns of x.</param>
    /// <param name="y">[columns, rows]; must not overlap x.</param>
    /// <param name="yStride">Distance between two rows of y, in floats.</param>
    public static void Apply(KernelPath path, float* x, int xStride, int rows, int columns, float* y, int yStride)
    {
        int wholeRows = path == KernelPath.Scalar ? 0 : rows - (rows % Tile);
        int wholeColumns = path == KernelPath.Scalar ? 0 : columns - (columns % Tile);
        for (int r = 0; r < wholeRows; r += Tile)
        {
            for (int c = 0; c < wholeColumns; c += Tile)
            {
                EightByEight(x + ((long)r * xStride) + c, xStride, y + ((long)c * yStride) + r, yStride);
            }

            Scalar(x, xStride, r, r + Tile, wholeColumns, columns, y, yStride);
        }

        Scalar(x, xStride, wholeRows, rows, 0, columns, y, yStride);
    }

    private static void Scalar(float* x, int xStride, int rowBegin, int rowEnd, int columnBegin, int columnEnd, float* y, int yStride)
    {
        for (int r = rowBegin; r < rowEnd; r++)
        {
            for (int c = columnBegin; c < columnEnd; c++)
            {
                y[((long)c * yStride) + r] = x[((long)r * xStride) + c];
            }
        }
    }

    /// <summary>Three rounds of exchanging: single numbers between neighbouring rows, pairs between pairs, halves between halves.</summary>
    private static void EightByEight(float* x, int xStride, float* y, int yStride)
    {
        (Vector256<float> a0, Vector256<float> a1) = Singles(x, x + xStride);
        (Vector256<float> a2, Vector256<float> a3) = Singles(x + (2L * xStride), x + (3L * xStride));
        (Vector256<float> a4, Vector256<float> a5) = Singles(x + (4L * xStride), x + (5L * xStride));
        (Vector256<float> a6, Vector256<float> a7) = Singles(x + (6L * xStride), x + (7L * xStride));
        StoreHalves(PairsLow(a0, a2), PairsLow(a4, a6), y, y + (4L * yStride));
        StoreHalves(PairsHigh(a0, a2), PairsHigh(a4, a6), y + yStride, y + (5L * yStride));
        StoreHalves(PairsLow(a1, a3), PairsLow(a5, a7), y + (2L * yStride), y + (6L * yStride));
        StoreHalves(PairsHigh(a1, a3), PairsHigh(a5, a7), y + (3L * yStride), y + (7L * yStride));
    }

    private static (Vector256<float> Low, Vector256<float> High) Singles(float* even, float* odd)
    {
        Vector256<float> e = Vector256.Load(even);
        Vector256<float> o = Vector256.Load(odd);
        return (Avx.UnpackLow(e, o), Avx.UnpackHigh(e, o));
    }

    /// <summary>Of each half the first two numbers of both.</summary>
    private static Vector256<float> PairsLow(Vector256<float> first, Vector256<float> second) => Avx.Shuffle(first, second, 0x44);

    /// <summary>Of each half the last two.</summary>
    private static Vector256<float> PairsHigh(Vector256<float> first, Vector256<float> second) => Avx.Shuffle(first, second, 0xEE);

    private static void StoreHalves(Vector256<float> left, Vector256<float> right, float* low, float* high)
    {
        Avx.Permute2x128(left, right, 0x20).Store(low);
        Avx.Permute2x128(left, right, 0x31).Store(high);
    }
}
