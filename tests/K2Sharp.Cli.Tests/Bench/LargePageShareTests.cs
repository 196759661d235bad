using K2Sharp.Cli.Bench;

namespace K2Sharp.Cli.Tests.Bench;

public sealed class LargePageShareTests
{
    private static readonly string[] s_maps =
    [
        "7f0000000000-7f0000200000 r--s 00000000 fe:00 42                         /models/my k2/model-00001.safetensors",
        "Size:               2048 kB",
        "Rss:                2048 kB",
        "FilePmdMapped:      2048 kB",
        "VmFlags: rd mr me ms hg",
        "7f0000200000-7f0000400000 r--s 00200000 fe:00 42                         /models/my k2/model-00001.safetensors",
        "Rss:                 952 kB",
        "FilePmdMapped:         0 kB",
        "7f0000400000-7f0000800000 r--s 00000000 fe:00 43                         /models/my k2/model-00002.safetensors",
        "Rss:                1000 kB",
        "FilePmdMapped:       952 kB",
        "7f0000800000-7f0000c00000 r--s 00000000 fe:00 44                         /models/my k2 too/model.safetensors",
        "Rss:                4096 kB",
        "FilePmdMapped:      4096 kB",
        "7f0000c00000-7f0001000000 rw-p 00000000 00:00 0",
        "Rss:                4096 kB",
        "FilePmdMapped:         0 kB",
    ];

    [Fact]
    public void Only_given_addresses_count() => Assert.Equal(0.75, LargePageShare.Of(s_maps, [(0x7f0000000000, 0x7f00003ff000), (0x7f0000400000, 0x7f0000800000)]));

    [Fact]
    public void Nothing_in_memory_has_no_share() => Assert.Null(LargePageShare.Of(s_maps, [(0x7e0000000000, 0x7f0000000000)]));

    [Fact]
    public void A_system_that_does_not_count_large_pages_has_no_share() =>
        Assert.Null(LargePageShare.Of(s_maps.Where(line => !line.StartsWith("FilePmd", StringComparison.Ordinal)), [(0x7f0000000000, 0x7f0000800000)]));
}
