using CsCheck;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Model;

public sealed unsafe class GateUpWorkTests
{
    [Fact]
    public void Items_are_all_rows_of_all_jobs_once_and_a_node_s_items_are_its_slice_of_every_job()
        => Gen.Select(Gen.Int[1, 900].Array[1, 20], Gen.Int[1, 5].Array[0, 4]).Sample((intermediates, cpus) =>
        {
            var plan = cpus.Length == 0 ? null : new NodePlan(NodePlanTests.Nodes(cpus), threads: 2);
            NodeShares shares = plan?.Shares ?? default;
            var jobs = new FeedForwardJob[intermediates.Length];
            int items = 0;
            for (int j = 0; j < jobs.Length; j++)
            {
                // Nothing is read, so there need be no weights.
                jobs[j].Weights = new ExpertWeights(new WeightMatrix((float*)null, intermediates[j], 32), default, default);
                jobs[j].FirstItem = items;
                items += GateUpWork.ItemCount(intermediates[j]);
            }

            int* ends = stackalloc int[5];
            var found = new HashSet<(int Job, int Begin)>();
            fixed (FeedForwardJob* pointer = jobs)
            {
                GateUpWork.FillEnds(shares, pointer, jobs.Length, ends);
                Assert.Equal(items, shares.Nodes == 0 ? items : ends[shares.Nodes - 1]);
                var work = new GateUpWork { Jobs = pointer, JobCount = jobs.Length, Shares = shares, NodeEnds = ends };
                for (int item = 0, node = 0; item < items; item++)
                {
                    int job = (int)(work.Find(item, out int begin) - pointer);
                    Assert.InRange(begin, 0, intermediates[job] - 1);
                    Assert.Equal(0, begin % GateUpWork.RowsPerItem);
                    Assert.True(found.Add((job, begin)));
                    if (shares.Nodes > 0)
                    {
                        while (item >= ends[node])
                        {
                            node++;
                        }

                        int count = GateUpWork.ItemCount(intermediates[job]);
                        Assert.InRange(begin / GateUpWork.RowsPerItem, shares.Begin(node, count), shares.Begin(node + 1, count) - 1);
                    }
                }
            }

            Assert.Equal(items, found.Count);
            GC.KeepAlive(plan);
        });
}
