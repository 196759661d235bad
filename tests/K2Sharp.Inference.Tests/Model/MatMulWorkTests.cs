using CsCheck;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Model;

public sealed unsafe class MatMulWorkTests
{
    /// <summary>The rows of a K2 layer's projections, BF16: [rows, columns, threads, rows of an item].</summary>
    [Theory]
    [InlineData(7168, 8192, 2, 64)]
    [InlineData(7168, 8192, 64, 16)]
    [InlineData(163_840, 7168, 2, 64)]
    [InlineData(576, 7168, 2, 36)]
    [InlineData(576, 7168, 64, 16)]
    public void Items_are_longer_where_every_thread_still_gets_some(int rows, int columns, int threads, int expected)
    {
        var weights = new WeightMatrix((ushort*)null, rows, columns);
        Assert.Equal(expected, MatMulWork.RowsOfItem(weights, 1, threads, placed: false));
    }

    [Fact]
    public void Items_take_whole_tiles_and_leave_threads_their_shares()
    {
        Gen.Select(Gen.Int[1, 20_000], Gen.Int[1, 20_000], Gen.Int[1, 128], Gen.Int[1, 2 * RowPanels.Tokens], Gen.Bool).Sample((rows, columns, threads, tokens, placed) =>
        {
            var weights = new WeightMatrix((ushort*)null, rows, columns);
            int least = MatMulWork.RowsOfItem(weights);
            int item = MatMulWork.RowsOfItem(weights, tokens, threads, placed);
            Assert.Equal(0, item % MatrixRows.RowMultiple);
            Assert.True(item >= least && item <= Math.Max(RowPanels.Rows, 4 * least), $"{item} of {least}");

            // Longer ones are only made while each thread gets eight.
            Assert.True(item == least || rows / item >= 8 * threads, $"{item} of {rows} for {threads}");
        });
    }

    [Fact]
    public void Rows_that_lie_on_nodes_are_divided_as_they_were_placed()
    {
        var weights = new WeightMatrix((ushort*)null, 7168, 8192);
        Assert.Equal(MatMulWork.RowsOfItem(weights), MatMulWork.RowsOfItem(weights, 1, 2, placed: true));
    }
}
