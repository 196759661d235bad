using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Kernels;
using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>What the layers share during one forward pass, and what they note down for the optimizer.</summary>
internal sealed class ForwardContext
{
    /// <summary>Longest document whose scores are observed: all of them at once would cost as much as the attention.</summary>
    private const int MostObserved = 1024;
    private readonly int _observed;
    private readonly int _observedStart;

    public ForwardContext(K2Config config, RaggedBatch batch, RotaryTable table, int layers, int observed)
    {
        Batch = batch;
        using Tensor positions = tensor(batch.Positions);
        Turns = table.Turns.index_select(0, positions).unsqueeze(1);

        // The fused kernel divides by the square root of the width itself.
        QueryScale = (float)(config.SoftmaxScale * Math.Sqrt(config.QkHeadDim));
        ScoreScale = (float)(1 / Math.Sqrt(config.QkHeadDim));
        MaxLogits = new float[layers][];
        ExpertCounts = new long[layers][];
        _observed = batch.Lengths.Length == 0 ? -1 : observed % batch.Lengths.Length;
        _observedStart = batch.Lengths.Take(Math.Max(_observed, 0)).Sum();
    }

    /// <summary>Whether attention runs on <see cref="CausalAttention"/> rather than on libtorch.</summary>
    public bool UsesOwnAttention { get; init; } = CausalAttention.IsSupported;

    public RaggedBatch Batch { get; }

    /// <summary>[tokens, 1, rope / 2], complex: what rotary parts are multiplied by.</summary>
    public Tensor Turns { get; }

    public float QueryScale { get; }

    private float ScoreScale { get; }

    /// <summary>[layers][heads]: the largest attention score of one document of the batch; null for layers not seen.</summary>
    public float[]?[] MaxLogits { get; }

    /// <summary>[layers][experts]: how many tokens each expert got; null for dense layers.</summary>
    public long[]?[] ExpertCounts { get; }

    /// <summary>Notes the largest score per head of the observed document, scale included (QK-Clip's S_max).</summary>
    public void ObserveScores(int layer, Tensor queries, Tensor keys)
    {
        if (_observed < 0)
        {
            return;
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int length = Math.Min(Batch.Lengths[_observed], MostObserved);
        Tensor q = queries.narrow(0, _observedStart, length).transpose(0, 1);
        Tensor k = keys.narrow(0, _observedStart, length).permute(1, 2, 0);

        // Not masked_fill: TorchSharp may free its implicit scalar while the call still reads it.
        Tensor future = tensor(float.NegativeInfinity).expand([length, length]).contiguous().triu(1);
        Tensor scores = matmul(q, k).Plus(future);
        MaxLogits[layer] = [.. scores.amax([1, 2]).mul(Held.Scalar(ScoreScale)).data<float>()];
    }
}
