using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace K2Sharp.Training.Model;

/// <summary>
/// Multi-head latent attention in its materialised form (DeepSeek-V2, arXiv:2405.04434): queries through a low rank, keys and values from a
/// shared latent, one rotary key for all heads.
/// </summary>
internal sealed class LatentAttention
{
    private const double LatentNormEps = 1e-6;
    private readonly int _latentWidth;
    private readonly Parameter _qA;
    private readonly Parameter _qNorm;
    private readonly Parameter _kvA;
    private readonly Parameter _kvNorm;
    private readonly Parameter _output;

    public LatentAttention(K2Config config, ParameterFactory make, int layer)
    {
        _latentWidth = config.KvLoraRank;
        int heads = config.NumAttentionHeads;
        int rank = config.QLoraRank ?? throw new NotSupportedException("the trainer needs q_lora_rank, which every K2 has");
        if (config.VHeadDim > config.QkHeadDim)
        {
            throw new NotSupportedException($"where libtorch attends, values are padded to the width of keys: v_head_dim {config.VHeadDim} is more than {config.QkHeadDim}");
        }

        _qA = make.Matrix(TensorNames.Attention(layer, TensorNames.QAProj), rank, config.HiddenSize);
        _qNorm = make.Norm(TensorNames.Attention(layer, TensorNames.QANorm), rank);
        QueryUp = make.Matrix(TensorNames.Attention(layer, TensorNames.QBProj), heads * config.QkHeadDim, rank);
        _kvA = make.Matrix(TensorNames.Attention(layer, TensorNames.KvAProj), config.KvLoraRank + config.QkRopeHeadDim, config.HiddenSize);
        _kvNorm = make.Norm(TensorNames.Attention(layer, TensorNames.KvANorm), config.KvLoraRank);
        KeyValueUp = make.Matrix(TensorNames.Attention(layer, TensorNames.KvBProj), heads * (config.QkNopeHeadDim + config.VHeadDim), config.KvLoraRank);
        _output = make.Output(TensorNames.Attention(layer, TensorNames.OProj), config.HiddenSize, heads * config.VHeadDim);
    }

    /// <summary>q_b_proj, which QK-Clip scales.</summary>
    public Parameter QueryUp { get; }

    /// <summary>kv_b_proj, whose key part QK-Clip scales.</summary>
    public Parameter KeyValueUp { get; }

    /// <param name="x">[tokens, hidden], normalised.</param>
    /// <param name="context">Positions and documents.</param>
    /// <param name="layer">For the statistics.</param>
    public Tensor Forward(Tensor x, ForwardContext context, int layer)
    {
        Tensor query = linear(RmsNorm.Apply(linear(x, _qA.Forward), _qNorm.Forward, LatentNormEps), QueryUp.Forward);
        Tensor[] latent = linear(x, _kvA.Forward).split([_latentWidth, context.Attention.Rotary], -1);
        Tensor keyValue = linear(RmsNorm.Apply(latent[0], _kvNorm.Forward, LatentNormEps), KeyValueUp.Forward);
        Tensor attended = context.Libtorch is { } libtorch
            ? libtorch.Attend(query, latent[1], keyValue, context, layer)
            : Attend(query, latent[1], keyValue, context, layer);
        return linear(attended, _output.Forward);
    }

    private static Tensor Attend(Tensor query, Tensor rotary, Tensor keyValue, ForwardContext context, int layer)
    {
        var pass = new AttentionPass(context.Attention, context.Batch.Lengths, context.Turns);
        Tensor attended = PassFunction.Apply(pass, query, rotary, keyValue);
        context.MaxLogits[layer] = pass.Greatest;
        return attended;
    }
}
