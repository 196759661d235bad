using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Kernels.Nodes;

public sealed class MachineNodesTests
{
    [Fact]
    public void Nodes_are_listed_by_number_with_the_processors_that_are_allowed()
    {
        using var folder = new FakeNodes("0-3\n", "4-7\n");
        folder.Add("node10", "8-11\n");
        IReadOnlyList<MachineNode> all = MachineNodes.Read(folder.Path, null);
        Assert.Equal([0, 1, 10], all.Select(node => node.Number));
        Assert.Equal([8, 9, 10, 11], all[2].Cpus);
        IReadOnlyList<MachineNode> some = MachineNodes.Read(folder.Path, new CpuSet(2, 3, 9));
        Assert.Equal([0, 10], some.Select(node => node.Number));
        Assert.Equal([2, 3], some[0].Cpus);
        Assert.Equal([9], some[1].Cpus);
    }

    [Fact]
    public void A_node_of_memory_alone_does_not_count()
    {
        using var folder = new FakeNodes("0-3\n", "\n");
        Assert.Equal([0], MachineNodes.Read(folder.Path, null).Select(node => node.Number));
    }

    [Fact]
    public void A_system_that_lists_none_has_none() => Assert.Empty(MachineNodes.Read("/no/such/folder", null));

    [Fact]
    public void A_list_that_cannot_be_read_is_named()
    {
        using var folder = new FakeNodes("0-3\n", "many\n");
        InferenceException refused = Assert.Throws<InferenceException>(() => MachineNodes.Read(folder.Path, null));
        Assert.Contains("node1", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Directory.Delete(Path.Combine(folder.Path, "node1"), recursive: true);
        Directory.CreateDirectory(Path.Combine(folder.Path, "node1"));
        Assert.Throws<InferenceException>(() => MachineNodes.Read(folder.Path, null));
    }

    [Fact]
    public void A_thread_is_kept_on_processors_and_let_go_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        CpuSet? before = null, one = null, after = null;
        var thread = new Thread(() =>
        {
            var mine = new CpuSet();
            Assert.True(ThreadAffinity.TryGetMine(mine));
            before = mine;
            int cpu = Enumerable.Range(0, CpuSet.Capacity).First(mine.Contains);
            Assert.True(ThreadAffinity.TrySetMine(new CpuSet(cpu)));
            one = new CpuSet();
            Assert.True(ThreadAffinity.TryGetMine(one));
            Assert.True(ThreadAffinity.TrySetMine(mine));
            after = new CpuSet();
            Assert.True(ThreadAffinity.TryGetMine(after));
        });
        thread.Start();
        thread.Join();
        Assert.Equal(1, one!.Words.Sum(word => System.Numerics.BitOperations.PopCount(word)));
        Assert.Equal(before!.Words, after!.Words);
    }
}
