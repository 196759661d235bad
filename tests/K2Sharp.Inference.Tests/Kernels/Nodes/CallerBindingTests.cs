using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Kernels.Nodes;

public sealed class CallerBindingTests
{
    [Fact]
    public void The_caller_runs_where_it_did_before_when_its_steps_are_over()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var thread = new Thread(() =>
        {
            var before = new CpuSet();
            var inside = new CpuSet();
            var after = new CpuSet();
            Assert.True(ThreadAffinity.TryGetMine(before));
            int cpu = Enumerable.Range(0, CpuSet.Capacity).Last(before.Contains);
            MachineNode[] nodes = [new MachineNode(0, [cpu]), new MachineNode(1, [cpu])];
            var caller = new CallerBinding(new NodePlan(nodes, 2));
            caller.Bind();
            Assert.True(ThreadAffinity.TryGetMine(inside));
            caller.Free();
            Assert.True(ThreadAffinity.TryGetMine(after));
            Assert.Equal(new CpuSet(cpu).Words, inside.Words);
            Assert.Equal(before.Words, after.Words);
        });
        thread.Start();
        thread.Join();
    }
}
