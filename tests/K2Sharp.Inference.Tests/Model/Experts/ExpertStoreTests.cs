using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model.Experts;

public sealed unsafe class ExpertStoreTests
{
    [Theory]
    [InlineData("kimi", true)]
    [InlineData("kimi", false)]
    [InlineData("odd sizes", true)]
    [InlineData("all float32, tied", true)]
    public void An_expert_read_at_any_offset_is_the_mapped_one(string name, bool isDirect)
    {
        using var files = new ExpertCheckpoint(Sibling.All[name].Config, Sibling.All[name].Format);
        ExpertSettings settings = isDirect ? files.Settings : files.Settings with { OpenDirect = _ => null };
        using var store = new ExpertStore(files.Catalog, files.Checkpoint, 3, settings, []);

        // The header's length decides where tensors begin: not at multiples of a block.
        Assert.Contains(files.Catalog.Places, place => place.ReadCount > 1);
        Assert.Contains(files.Catalog.Layers, layer => files.Checkpoint.Locate(files.Mapped(layer, 1).Gate.Data).Offset % ExpertPlace.Alignment != 0);
        foreach (int layer in files.Catalog.Layers)
        {
            for (int expert = 0; expert < files.Catalog.PerLayer; expert++)
            {
                ExpertWeights actual = Read(store, layer, expert);
                AssertSame(files.Mapped(layer, expert).Gate, actual.Gate);
                AssertSame(files.Mapped(layer, expert).Up, actual.Up);
                AssertSame(files.Mapped(layer, expert).Down, actual.Down);
                store.Release(layer, [expert]);
            }
        }
    }

    [Fact]
    public void What_is_used_often_stays_and_what_passes_goes()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using var store = new ExpertStore(files.Catalog, files.Checkpoint, 4, files.Settings, []);
        for (int i = 0; i < 5; i++)
        {
            Visit(store, 1, 2);
            Visit(store, 1, 7);
        }

        long misses = store.Statistics.Misses;
        for (int expert = 0; expert < 12; expert++)
        {
            Visit(store, 2, expert);
        }

        Assert.Equal(misses + 12, store.Statistics.Misses);
        Visit(store, 1, 2);
        Visit(store, 1, 7);
        Assert.Equal(misses + 12, store.Statistics.Misses);
        Assert.Equal(10, store.Statistics.Hits);
    }

    [Fact]
    public void A_failed_read_is_told_and_forgotten()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using var store = new ExpertStore(files.Catalog, files.Checkpoint, 3, files.Settings, []);
        string path = Path.Combine(files.Checkpoint.DirectoryPath, files.Checkpoint.Files[0]);
        byte[] whole = File.ReadAllBytes(path);
        Truncate(path, 4096);
        store.Use(1, [3]);
        Assert.Equal(1, store.Submit(1, [3]));
        var exception = Assert.Throws<InferenceException>(() =>
        {
            store.WaitForAny(1, [3]);
            store.IsReady(1, 3);
        });
        Assert.Contains("expert 3 of layer 1 cannot be read", exception.Message, StringComparison.Ordinal);
        store.ReleaseAll();
        using (FileStream stream = OpenWrite(path))
        {
            stream.Write(whole);
        }

        AssertSame(files.Mapped(1, 3).Down, Read(store, 1, 3).Down);
    }

    [Fact]
    public void The_hot_set_is_saved_while_it_runs()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using var store = new ExpertStore(files.Catalog, files.Checkpoint, 3, files.Settings with { SaveInterval = TimeSpan.Zero }, []);
        Visit(store, 1, 2);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(files.HotFile), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_replaced_by_the_next()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        string blocked = Path.Combine(files.HotFile, "below-a-file");
        File.WriteAllText(files.HotFile, "this is a file, so nothing can be made below it");
        string other = Path.Combine(Path.GetDirectoryName(files.HotFile)!, "state", "hot-experts", "0.json");
        using (var store = new ExpertStore(files.Catalog, files.Checkpoint, 3, files.Settings with { HotFiles = [blocked, other] }, []))
        {
            Visit(store, 1, 2);
        }

        Assert.Contains("[1,2,1]", File.ReadAllText(other), StringComparison.Ordinal);
    }

    [Fact]
    public void Hot_files_are_beside_the_checkpoint_and_in_the_state_folder()
    {
        IReadOnlyList<string> paths = HotExpertsFile.PathsOf("models/x", name => name == "XDG_STATE_HOME" ? Path.GetTempPath() : null);
        Assert.Equal(Path.GetFullPath("models/x/k2-hot-experts.json"), paths[0]);
        Assert.StartsWith(Path.Combine(Path.GetTempPath(), "k2", "hot-experts"), paths[1], StringComparison.Ordinal);
        Assert.NotEqual(paths[1], HotExpertsFile.PathsOf("models/y", name => name == "XDG_STATE_HOME" ? Path.GetTempPath() : null)[1]);
    }

    [Fact]
    public void Experts_that_find_no_place_wait_for_the_next_wave()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using var store = new ExpertStore(files.Catalog, files.Checkpoint, 4, files.Settings, []);
        Assert.Equal(2, store.Submit(1, [0, 1, 2, 3, 4, 5]));
        Assert.Equal(2, store.Submit(1, [2, 3, 4, 5]));
        Assert.Equal(0, store.Submit(1, [4, 5]));
        store.WaitForAny(1, [0]);
        store.WaitForAny(1, [1]);
        store.Release(1, [0, 1]);
        Assert.Equal(2, store.Submit(1, [4, 5]));
        store.ReleaseAll();
    }

    private static void Visit(ExpertStore store, int layer, int expert)
    {
        store.Use(layer, [expert]);
        Read(store, layer, expert);
        store.Release(layer, [expert]);
    }

    private static ExpertWeights Read(ExpertStore store, int layer, int expert)
    {
        Assert.Equal(1, store.Submit(layer, [expert]));
        store.WaitForAny(layer, [expert]);
        Assert.True(store.IsReady(layer, expert));
        return store.Weights(layer, expert);
    }

    private static void AssertSame(in WeightMatrix expected, in WeightMatrix actual)
    {
        Assert.Equal((expected.Format, expected.Rows, expected.Columns), (actual.Format, actual.Rows, actual.Columns));
        bool isInt4 = expected.Format == WeightFormat.Int4Group32;
        int data = (int)(isInt4 ? (long)expected.Rows * expected.Columns / 2 : expected.ByteCount);
        Assert.True(new ReadOnlySpan<byte>(expected.Data, data).SequenceEqual(new ReadOnlySpan<byte>(actual.Data, data)));
        int scales = isInt4 ? expected.Rows * expected.Columns / 32 : 0;
        Assert.True(new ReadOnlySpan<ushort>(expected.Scales, scales).SequenceEqual(new ReadOnlySpan<ushort>(actual.Scales, scales)));
    }

    private static void Truncate(string path, long length)
    {
        using FileStream stream = OpenWrite(path);
        stream.SetLength(length);
    }

    // Without a lock of .NET's, as another program would.
    private static FileStream OpenWrite(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
}
