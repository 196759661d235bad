using CsCheck;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Tests.Model.Experts;

public sealed class SlotHeapTests
{
    /// <summary>Random additions, removals and takings, beside a list that is searched.</summary>
    [Fact]
    public void It_gives_the_least_used_first()
        => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 19], Gen.Int[0, 9]).Array[0, 120].Sample(steps =>
        {
            var heap = new SlotHeap(20);
            var model = new Dictionary<int, double>();
            foreach ((int action, int slot, int uses) in steps)
            {
                if (action == 3 && model.Count > 0)
                {
                    int taken = heap.TakeLeast();
                    Assert.Equal(model.Values.Min(), model[taken]);
                    model.Remove(taken);
                }
                else if (action == 2)
                {
                    heap.Scale(0.5);
                    model = model.ToDictionary(pair => pair.Key, pair => pair.Value * 0.5);
                }
                else if (model.Remove(slot))
                {
                    heap.Remove(slot);
                }
                else
                {
                    heap.Add(slot, uses);
                    model.Add(slot, uses);
                }

                Assert.Equal(model.Count, heap.Count);
                Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(model.ContainsKey(i), heap.Contains(i)));
            }
        });
}
