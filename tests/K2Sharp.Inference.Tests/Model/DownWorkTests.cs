using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Model;

public sealed class DownWorkTests
{
    /// <summary>K2's 7,168 rows: longer streams for a token alone, as long as every thread gets some items.</summary>
    [Theory]
    [InlineData(1, 1, false, 256)]
    [InlineData(1, 2, false, 256)]
    [InlineData(1, 4, false, 192)]
    [InlineData(1, 16, false, 64)]
    [InlineData(1, 64, false, 64)]
    [InlineData(1, 2, true, 64)]
    [InlineData(2, 2, false, 64)]
    public void Items_of_a_token_alone_are_longer(int tokens, int threads, bool placed, int rows) =>
        Assert.Equal(rows, DownWork.RowsOfItem(7168, tokens, threads, placed));

    /// <summary>Sums and products of an item fit a worker's scratch, whatever the tokens and threads.</summary>
    [Fact]
    public void An_item_fits_its_scratch()
    {
        foreach (int tokens in (int[])[1, 2, 3, 4, 5, 8, 512])
        {
            for (int threads = 1; threads <= 64; threads *= 2)
            {
                Assert.InRange(2 * tokens * DownWork.RowsOfItem(7168, tokens, threads, placed: false), 1, DownWork.ScratchFloats(tokens));
            }
        }
    }
}
