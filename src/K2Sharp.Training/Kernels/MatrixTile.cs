using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Training.Kernels;

/// <summary>
/// c = a b or c += a b for pieces of sixteen vectors of sums, half of the registers of AVX-512; every element of <c>a</c> that is read meets two or four vectors of <c>b</c>.
/// <c>a</c> has a stride for its rows and one for the direction of the sum, so that a matrix and its transpose are the same call.
/// </summary>
internal static unsafe class MatrixTile
{
    public const int Lanes = 16;
    public const int WideRows = 4;
    public const int WideColumns = 4 * Lanes;
    public const int NarrowRows = 8;
    public const int NarrowColumns = 2 * Lanes;

    /// <summary>Four rows of 64 columns.</summary>
    /// <param name="a">The element of the first row and the first place of the sum.</param>
    /// <param name="aRow">From a row of <paramref name="a"/> to the next.</param>
    /// <param name="aDepth">From a place of the sum to the next.</param>
    /// <param name="b">[depth, 64].</param>
    /// <param name="bRow">From a row of <paramref name="b"/> to the next.</param>
    /// <param name="c">[4, 64].</param>
    /// <param name="cRow">From a row of <paramref name="c"/> to the next.</param>
    /// <param name="depth">Products per sum.</param>
    /// <param name="adds">Whether they are added to what <paramref name="c"/> holds.</param>
    public static void Wide(float* a, nint aRow, nint aDepth, float* b, nint bRow, float* c, nint cRow, int depth, bool adds)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<float> c30 = default, c31 = default, c32 = default, c33 = default;
        float* a1 = a + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        for (int d = 0; d < depth; d++)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + Lanes);
            Vector512<float> b2 = Vector512.Load(b + (2 * Lanes));
            Vector512<float> b3 = Vector512.Load(b + (3 * Lanes));
            Vector512<float> x = Vector512.Create(*a);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(x, b2, c02);
            c03 = Vector512.FusedMultiplyAdd(x, b3, c03);
            x = Vector512.Create(*a1);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(x, b2, c12);
            c13 = Vector512.FusedMultiplyAdd(x, b3, c13);
            x = Vector512.Create(*a2);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(x, b2, c22);
            c23 = Vector512.FusedMultiplyAdd(x, b3, c23);
            x = Vector512.Create(*a3);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(x, b2, c32);
            c33 = Vector512.FusedMultiplyAdd(x, b3, c33);
            a += aDepth;
            a1 += aDepth;
            a2 += aDepth;
            a3 += aDepth;
            b += bRow;
        }

        Write(c, c00, c01, adds);
        Write(c + (2 * Lanes), c02, c03, adds);
        Write(c + cRow, c10, c11, adds);
        Write(c + cRow + (2 * Lanes), c12, c13, adds);
        Write(c + (2 * cRow), c20, c21, adds);
        Write(c + (2 * cRow) + (2 * Lanes), c22, c23, adds);
        Write(c + (3 * cRow), c30, c31, adds);
        Write(c + (3 * cRow) + (2 * Lanes), c32, c33, adds);
    }

    /// <summary>Eight rows of 32 columns; the parameters are those of <see cref="Wide"/>.</summary>
    public static void Narrow(float* a, nint aRow, nint aDepth, float* b, nint bRow, float* c, nint cRow, int depth, bool adds)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default;
        Vector512<float> c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default;
        Vector512<float> c60 = default, c61 = default, c70 = default, c71 = default;
        float* a4 = a + (4 * aRow);
        nint twice = 2 * aRow;
        nint thrice = 3 * aRow;
        for (int d = 0; d < depth; d++)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + Lanes);
            Vector512<float> x = Vector512.Create(*a);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a[aRow]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a[twice]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(a[thrice]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(*a4);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a4[aRow]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(a4[twice]);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a4[thrice]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
            a += aDepth;
            a4 += aDepth;
            b += bRow;
        }

        float* c4 = c + (4 * cRow);
        Write(c, c00, c01, adds);
        Write(c + cRow, c10, c11, adds);
        Write(c + (2 * cRow), c20, c21, adds);
        Write(c + (3 * cRow), c30, c31, adds);
        Write(c4, c40, c41, adds);
        Write(c4 + cRow, c50, c51, adds);
        Write(c4 + (2 * cRow), c60, c61, adds);
        Write(c4 + (3 * cRow), c70, c71, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* c, Vector512<float> first, Vector512<float> second, bool adds)
    {
        if (adds)
        {
            first += Vector512.Load(c);
            second += Vector512.Load(c + Lanes);
        }

        first.Store(c);
        second.Store(c + Lanes);
    }
}
