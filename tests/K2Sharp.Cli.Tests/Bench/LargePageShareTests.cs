using K2Sharp.Cli.Bench;

namespace K2Sharp.Cli.Tests.Bench;

public sealed class LargePageShareTests
{
    private static readonly string[] s_maps =
    [
        "7f0000000000-7f0000400000 r--s 00000000 fe:00 42                         /models/my k2/model-00001.safetensors",
        "Size:               4096 kB",
        "Rss:                3000 kB",
        "FilePmdMapped:      2048 kB",
        "VmFlags: rd mr me ms hg",
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

    [Theory]
    [InlineData("/models/my k2")]
    [InlineData("/models/my k2/")]
    public void Only_maps_of_the_folder_count(string folder) => Assert.Equal(0.75, LargePageShare.Of(s_maps, folder));

    [Fact]
    public void Nothing_mapped_has_no_share() => Assert.Null(LargePageShare.Of(s_maps, "/models/my"));
}
