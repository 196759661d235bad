using K2Sharp.Cli.Serving;

namespace K2Sharp.Cli.Tests.Serving;

public sealed class MemorySizeTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("4096B", 4096)]
    [InlineData("8GB", 8_000_000_000)]
    [InlineData("8 gb", 8_000_000_000)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("2K", 2000)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse(text, "--x"));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1GB")]
    [InlineData("0")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("99999999999TB")]
    public void Anything_else_is_refused(string text) => Assert.Throws<UsageException>(() => MemorySize.Parse(text, "--x"));
}
