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

    private static readonly K2Config s_wordy = s_config with { VocabSize = 8192 };

    [Fact]
    public void Disposal_ends_the_readers_even_while_they_fill_slots()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are counted in /proc");
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        for (int i = 0; i < 5; i++)
        {
            using K2Model model = files.Load(12);
            AssertReaders(files.Settings.Readers);
            model.Forward(model.CreateCache(), new int[1 + i], [], TestContext.Current.CancellationToken);
        }

        Assert.Throws<ArgumentException>(() => K2Model.Load(files.Checkpoint, new ModelOptions { Memory = 1 }, files.Settings));
        AssertReaders(0);

        // A joined thread leaves the list, and a started one gets its name, a moment later.
        static void AssertReaders(int expected)
            => Assert.True(SpinWait.SpinUntil(() => Readers() == expected, TimeSpan.FromSeconds(20)), $"{Readers()} readers, not {expected}");

        static int Readers() => Directory.GetDirectories("/proc/self/task").Count(thread => Name(thread).StartsWith("K2 expert read", StringComparison.Ordinal));

        static string Name(string thread)
        {
            try
            {
                return File.ReadAllText(Path.Combine(thread, "comm"));
            }
            catch (IOException)
            {
                // Threads of others end between the list and the look at it.
                return "";
            }
        }
    }

    [Fact]
    public void Mapped_experts_are_not_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "resident pages are counted in /proc");
        using var files = new ExpertCheckpoint(s_config);
        int[] tokens = [.. Enumerable.Range(0, 60).Select(i => i * i % 61)];
        ModelMemory size = files.Memory(0);
        using K2Model budgeted = files.LoadBudgeted(8, BufferBytes());
        budgeted.AllLogits(budgeted.CreateCache(128), tokens, [40, 1]);

        // A page fault maps up to 64 KB around itself where the file is cached already, and experts lie next to other weights.
        long slack = 2L << 20;
        long resident = ResidentBytes(files);
        Assert.InRange(resident, 1, size.DenseBytes + slack);
        using K2Model mapped = files.Load(null);
        mapped.AllLogits(mapped.CreateCache(128), tokens, [40, 1]);
        Assert.InRange(ResidentBytes(files), resident + (size.ExpertBytes / 2), long.MaxValue);
    }

    [Fact]
    public void Maps_are_to_be_in_large_pages_where_all_of_them_is_used()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/sys/kernel/mm/transparent_hugepage"), "this system has no large pages");
        using var files = new ExpertCheckpoint(s_wordy);
        using K2Model mapped = files.Load(null);
        Assert.All(FieldsOfMap(files, "VmFlags:"), flags => Assert.Contains("hg", flags));

        // With a budget what every token reads is asked for by itself: here the embedding and the head, as nothing else fills a large page.
        using var others = new ExpertCheckpoint(s_wordy);
        using K2Model budgeted = others.LoadBudgeted(8, mapped.BufferBytes);
        long large = FieldsOfMap(others, "VmFlags:").Zip(FieldsOfMap(others, "Size:")).Where(part => part.First.Contains("hg")).Sum(part => 1024 * long.Parse(part.Second[1], CultureInfo.InvariantCulture));
        long expected = 2L * s_wordy.VocabSize * s_wordy.HiddenSize * sizeof(ushort);
        Assert.InRange(large, expected - (4L * Environment.SystemPageSize), expected + (4L * Environment.SystemPageSize));
    }

    private static long BufferBytes()
    {
        using var files = new ExpertCheckpoint(s_config);
        using K2Model model = files.Load(null);
        return model.BufferBytes;
    }

    private static long ResidentBytes(ExpertCheckpoint files) => FieldsOfMap(files, "Rss:").Sum(words => 1024 * long.Parse(words[1], CultureInfo.InvariantCulture));

    /// <summary>A field of every part of the checkpoint's map, in words.</summary>
    private static List<string[]> FieldsOfMap(ExpertCheckpoint files, string field)
    {
        string file = Path.Combine(files.Checkpoint.DirectoryPath, files.Checkpoint.Files[0]);
        List<string[]> fields = [];
        bool isOurs = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Contains('-', StringComparison.Ordinal))
            {
                isOurs = words[^1] == file;
            }
            else if (isOurs && words[0] == field)
            {
                fields.Add(words);
            }
        }

        Assert.NotEmpty(fields);
        return fields;
    }
}
