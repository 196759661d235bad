using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>What the layers share during one forward pass, and what they note down for the optimizer.</summary>
internal sealed class ForwardContext
{
    /// <param name="config">The dimensions and the encoding of positions as they are now; layers know only those that they were made with.</param>
    /// <param name="batch">The documents.</param>
    /// <param name="table">The rotations of <paramref name="config"/>.</param>
    /// <param name="libtorch">Attention on libtorch; null for our own kernel.</param>
    public ForwardContext(K2Config config, RaggedBatch batch, RotaryTable table, LibtorchAttention? libtorch)
    {
        Batch = batch;
        Libtorch = libtorch;
        using Tensor positions = tensor(batch.Positions);
        Turns = table.Turns.index_select(0, positions).unsqueeze(1);
        Attention = new AttentionShape(config.NumAttentionHeads, config.QkNopeHeadDim, config.QkRopeHeadDim, config.VHeadDim, (float)config.SoftmaxScale);
        MaxLogits = new float[config.NumHiddenLayers][];
        ExpertCounts = new long[config.NumHiddenLayers][];
    }

    public RaggedBatch Batch { get; }

    public LibtorchAttention? Libtorch { get; }

    /// <summary>[tokens, 1, rope / 2], complex: what rotary parts are multiplied by.</summary>
    public Tensor Turns { get; }

    /// <summary>Widths and scale of every layer's attention; YaRN is in the scale.</summary>
    public AttentionShape Attention { get; }

    /// <summary>[layers][heads]: the largest attention score, scale included (QK-Clip's S_max): of all documents with our own kernel, of one with libtorch; null for layers not seen.</summary>
    public float[]?[] MaxLogits { get; }

    /// <summary>[layers][experts]: how many tokens each expert got; null for dense layers.</summary>
    public long[]?[] ExpertCounts { get; }
}
