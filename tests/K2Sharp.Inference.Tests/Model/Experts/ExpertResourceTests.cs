using System.Globalization;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model.Experts;

/// <summary>What a budget leaves behind in the process. Alone, because threads and maps are everyone's.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ExpertResourceTests
{
    private static readonly K2Config s_config = Sibling.Kimi with { HiddenSize = 256, MoeIntermediateSize = 256, RoutedExperts = 48 };

    [Fact]
    public void Disposal_ends_the_readers_even_while_they_fill_slots()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are counted in /proc");
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        for (int i = 0; i < 5; i++)
        {
            using K2Model model = files.Load(12);
            Assert.Equal(files.Settings.Readers, Readers());
            model.Forward(model.CreateCache(), new int[1 + i], [], TestContext.Current.CancellationToken);
        }

        Assert.Throws<ArgumentException>(() => K2Model.Load(files.Checkpoint, new ModelOptions { Memory = 1 }, files.Settings));
        Assert.Equal(0, Readers());

        static int Readers() => Directory.GetFiles("/proc/self/task", "comm", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true })
            .Count(file => File.ReadAllText(file).StartsWith("K2 expert read", StringComparison.Ordinal));
    }

    [Fact]
    public void Mapped_experts_are_not_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "resident pages are counted in /proc");
        using var files = new ExpertCheckpoint(s_config);
        int[] tokens = [.. Enumerable.Range(0, 60).Select(i => i * i % 61)];
        ModelMemory size = files.Memory(0);
        using K2Model budgeted = files.Load(8);
        budgeted.AllLogits(budgeted.CreateCache(128), tokens, [40, 1]);

        // A page fault maps up to 64 KB around itself where the file is cached already, and experts lie next to other weights.
        long slack = 2L << 20;
        long resident = ResidentBytes(files);
        Assert.InRange(resident, 1, size.DenseBytes + slack);
        using K2Model mapped = files.Load(null);
        mapped.AllLogits(mapped.CreateCache(128), tokens, [40, 1]);
        Assert.InRange(ResidentBytes(files), resident + (size.ExpertBytes / 2), long.MaxValue);
    }

    private static long ResidentBytes(ExpertCheckpoint files)
    {
        string file = Path.Combine(files.Checkpoint.DirectoryPath, files.Checkpoint.Files[0]);
        long bytes = 0;
        bool isOurs = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Contains('-', StringComparison.Ordinal))
            {
                isOurs = words[^1] == file;
            }
            else if (isOurs && words[0] == "Rss:")
            {
                bytes += 1024 * long.Parse(words[1], CultureInfo.InvariantCulture);
            }
        }

        return bytes;
    }
}
