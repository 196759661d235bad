using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Kernels;

namespace K2Sharp.Training.Tests.Kernels;

public sealed unsafe class MatrixTileTests
{
    private static readonly Gen<(int Depth, int Gap, bool Transposed, bool Adds, ulong Seed)> s_cases =
        Gen.Select(Gen.Int[0, 70], Gen.Int[0, 5], Gen.Bool, Gen.Bool, Gen.ULong);

    private delegate void Tile(float* a, nint aRow, nint aDepth, float* b, nint bRow, float* c, nint cRow, int depth, bool adds);

    [Fact]
    public void Four_rows_of_sixty_four_columns_are_sums_of_products() => Check(MatrixTile.Wide, MatrixTile.WideRows, MatrixTile.WideColumns);

    [Fact]
    public void Eight_rows_of_thirty_two_columns_are_sums_of_products() => Check(MatrixTile.Narrow, MatrixTile.NarrowRows, MatrixTile.NarrowColumns);

    private static void Check(Tile tile, int rows, int columns)
    {
        Assert.SkipUnless(CausalAttention.IsAvailable, Numbers.NeedsAvx512);
        s_cases.Sample(given =>
        {
            var random = new TaskRandom(given.Seed);
            int aRow = given.Transposed ? 1 : given.Depth + given.Gap;
            int aDepth = given.Transposed ? rows + given.Gap : 1;
            int wide = columns + given.Gap;
            float[] a = Numbers.Random(random, (rows + given.Gap) * (given.Depth + given.Gap + 1));
            float[] b = Numbers.Random(random, (given.Depth + 1) * wide);
            float[] before = Numbers.Random(random, rows * wide);
            float[] c = [.. before];
            fixed (float* pa = a, pb = b, pc = c)
            {
                tile(pa, aRow, aDepth, pb, wide, pc, wide, given.Depth, given.Adds);
            }

            double[] expected = [.. before.Select(value => (double)value)];
            for (int r = 0; r < rows; r++)
            {
                for (int i = 0; i < columns; i++)
                {
                    double sum = given.Adds ? before[(r * wide) + i] : 0;
                    for (int d = 0; d < given.Depth; d++)
                    {
                        sum += (double)a[(r * aRow) + (d * aDepth)] * b[(d * wide) + i];
                    }

                    expected[(r * wide) + i] = sum;
                }
            }

            // What stands between the rows stays as well.
            Numbers.Near(expected, c, 1e-4, "c");
        });
    }
}
