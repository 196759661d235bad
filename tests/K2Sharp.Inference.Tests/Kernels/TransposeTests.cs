using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed unsafe class TransposeTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.All;

    [Theory, MemberData(nameof(Paths))]
    public void Every_number_gets_to_its_place_and_nothing_else_is_touched(KernelPath path)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 5], Gen.Int[0, 5]).Sample((rows, columns, xGap, yGap) =>
        {
            int xStride = columns + xGap;
            int yStride = rows + yGap;
            float[] numbers = [.. Enumerable.Range(1, ((rows - 1) * xStride) + columns).Select(i => (float)i)];
            using NativeBuffer x = NativeBuffer.OfFloats(numbers);
            using NativeBuffer y = NativeBuffer.OfFloats(((columns - 1) * yStride) + rows);
            y.AsFloats().Fill(-1);
            Transpose.Apply(path, x.Floats, xStride, rows, columns, y.Floats, yStride);
            for (int i = 0; i < y.AsFloats().Length; i++)
            {
                (int column, int row) = Math.DivRem(i, yStride);
                Assert.Equal(row < rows ? x.Floats[(row * xStride) + column] : -1, y.Floats[i]);
            }
        });
    }
}
