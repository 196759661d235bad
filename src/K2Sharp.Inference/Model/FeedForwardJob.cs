using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>One feed-forward block and the tokens of this step that go through it.</summary>
internal unsafe struct FeedForwardJob
{
    public ExpertWeights Weights;

    /// <summary>The routed expert's index in its layer; -1 for any other block.</summary>
    public int Expert;

    /// <summary>The block's input rows: a selection of the step's normalized hidden states.</summary>
    public ActivationBatch Input;

    /// <summary>For each of the block's tokens, its row in the step; null means that all tokens go through, in order.</summary>
    public int* Tokens;

    /// <summary>For each of the block's tokens the factor of its output; null means 1.</summary>
    public float* Factors;

    /// <summary>Number of tokens.</summary>
    public int Count;

    /// <summary>[count, intermediate]: gate, then silu(gate) * up.</summary>
    public float* Gate;

    /// <summary>[count, intermediate].</summary>
    public float* Up;

    /// <summary>[count, prepared length]: the down projection's input in the order its kernel wants.</summary>
    public float* Prepared;

    /// <summary>The first of this block's items in the gate-and-up region.</summary>
    public int FirstItem;

    /// <summary>The job that an item of the gate-and-up region belongs to.</summary>
    public static FeedForwardJob* WithItem(FeedForwardJob* jobs, int count, int item)
    {
        (int low, int high) = (0, count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = jobs[middle].FirstItem <= item ? (middle, high) : (low, middle - 1);
        }

        return jobs + low;
    }
}
