using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Kernels.Nodes;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0\n", "0")]
    [InlineData("0-3", "0 1 2 3")]
    [InlineData("0-1,64-65\n", "0 1 64 65")]
    [InlineData("7,3, 3-4", "3 4 7")]
    [InlineData("8191", "8191")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public void Numbers_and_ranges_are_read(string text, string expected) => Assert.Equal(expected, string.Join(' ', CpuList.Parse(text)));

    [Theory]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("1-2-3")]
    [InlineData("8192")]
    [InlineData("0-99999999999")]
    public void Anything_else_is_refused_in_one_line(string text)
        => Assert.DoesNotContain('\n', Assert.Throws<FormatException>(() => CpuList.Parse(text + "\n")).Message);
}
