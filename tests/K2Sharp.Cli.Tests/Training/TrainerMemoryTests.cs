using K2Sharp.Cli.Training;

namespace K2Sharp.Cli.Tests.Training;

public sealed class TrainerMemoryTests
{
    [Fact]
    public void Blocks_are_kept_and_what_the_user_sets_stays()
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["MALLOC_ARENA_MAX"] = "4" };
        TrainerMemory.Configure(environment);
        Assert.Equal("4", environment["MALLOC_ARENA_MAX"]);
        Assert.Equal("0", environment["MALLOC_MMAP_MAX_"]);
        Assert.Equal("glibc.malloc.hugetlb=1", environment["GLIBC_TUNABLES"]);
        Assert.True(long.Parse(environment["MALLOC_TRIM_THRESHOLD_"]!, System.Globalization.CultureInfo.InvariantCulture) > 1L << 32);
    }
}
