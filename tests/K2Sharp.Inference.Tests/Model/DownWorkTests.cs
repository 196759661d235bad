using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Model;

public sealed class DownWorkTests
{
    /// <summary>K2's 7,168 rows of 1,024 bytes, and shorter ones: longer items for a token alone, where streams become long and every thread gets some items.</summary>
    [Theory]
    [InlineData(1, 1024, 256)]
    [InlineData(3, 1024, 256)]
    [InlineData(4, 1024, 64)]
    [InlineData(4, 2048, 192)]
    [InlineData(64, 2048, 64)]
    [InlineData(2, 704, 64)]
    public void Items_of_a_token_alone_are_longer(int threads, int rowBytes, int rows) => Assert.Equal(rows, DownWork.RowsOfStreams(7168, threads, rowBytes));

    /// <summary>Sums and products of an item fit a worker's scratch, whatever the tokens and threads.</summary>
    [Fact]
    public void An_item_fits_its_scratch()
    {
        for (int threads = 1; threads <= 64; threads *= 2)
        {
            Assert.InRange(2 * DownWork.RowsOfStreams(7168, threads, 1 << 20), 1, DownWork.ScratchFloats(1));
        }

        foreach (int tokens in (int[])[1, 2, 3, 4, 5, 8, 512])
        {
            Assert.InRange(2 * tokens * DownWork.LeastRows, 1, DownWork.ScratchFloats(tokens));
        }
    }
}
