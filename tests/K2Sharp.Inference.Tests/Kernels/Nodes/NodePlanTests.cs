using CsCheck;
using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Kernels.Nodes;

public sealed class NodePlanTests
{
    [Theory]
    [InlineData("4 4", 8, "0 1 0 1 0 1 0 1")]
    [InlineData("6 2", 8, "0 1 0 0 0 1 0 0")]
    [InlineData("4 4 4", 2, "0 1")]
    public void Threads_are_spread_in_proportion_however_many_of_them_work(string cpus, int threads, string homes)
        => Assert.Equal(homes, string.Join(' ', new NodePlan(Nodes(cpus.Split(' ').Select(int.Parse)), threads).Home.ToArray()));

    [Fact]
    public void Shares_cover_all_items_in_order_and_in_proportion()
        => Gen.Select(Gen.Int[1, 96].Array[1, 8], Gen.Int[0, 100_000]).Sample((cpus, items) =>
        {
            var plan = new NodePlan(Nodes(cpus), threads: 4);
            NodeShares shares = plan.Shares;
            Assert.Equal(cpus.Length, shares.Nodes);
            Assert.Equal(0, shares.Begin(0, items));
            Assert.Equal(items, shares.Begin(cpus.Length, items));
            for (int node = 0; node < cpus.Length; node++)
            {
                double fair = (double)items * cpus[node] / cpus.Sum();
                Assert.InRange(shares.Length(node, items), (int)Math.Floor(fair - 1), (int)Math.Ceiling(fair + 1));
            }

            GC.KeepAlive(plan);
        });

    /// <summary>Nodes with so many processors each, which no machine here has.</summary>
    internal static MachineNode[] Nodes(IEnumerable<int> cpus)
        => [.. cpus.Select((count, number) => new MachineNode(number, [.. Enumerable.Range(4000 + (number * 100), count)]))];
}
