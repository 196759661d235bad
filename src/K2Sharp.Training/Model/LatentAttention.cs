using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Kernels;
using K2Sharp.Training.Native;
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
    private readonly K2Config _config;
    private readonly Parameter _qA;
    private readonly Parameter _qNorm;
    private readonly Parameter _kvA;
    private readonly Parameter _kvNorm;
    private readonly Parameter _output;

    public LatentAttention(K2Config config, ParameterFactory make, int layer)
    {
        _config = config;
        int heads = config.NumAttentionHeads;
        int rank = config.QLoraRank ?? throw new NotSupportedException("the trainer needs q_lora_rank, which every K2 has");
        if (config.VHeadDim > config.QkHeadDim)
        {
            throw new NotSupportedException($"the trainer pads values to the width of keys: v_head_dim {config.VHeadDim} is more than {config.QkHeadDim}");
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
        Tensor[] latent = linear(x, _kvA.Forward).split([_config.KvLoraRank, _config.QkRopeHeadDim], -1);
        Tensor keyValue = linear(RmsNorm.Apply(latent[0], _kvNorm.Forward, LatentNormEps), KeyValueUp.Forward);
        Tensor attended = context.UsesOwnAttention
            ? Attend(query, latent[1], keyValue, context, layer)
            : AttendWithLibtorch(query, latent[1], keyValue, context, layer);
        return linear(attended, _output.Forward);
    }

    private Tensor Attend(Tensor query, Tensor rotary, Tensor keyValue, ForwardContext context, int layer)
    {
        var shape = new AttentionShape(_config.NumAttentionHeads, _config.QkNopeHeadDim, _config.QkRopeHeadDim, _config.VHeadDim, (float)_config.SoftmaxScale);
        var pass = new AttentionPass(shape, context.Batch.Lengths, context.Turns);
        Tensor attended = PassFunction.Apply(pass, query, rotary, keyValue);
        context.MaxLogits[layer] = pass.Greatest;
        return attended;
    }

    /// <summary>The same in libtorch's own operations, for processors that the kernel was not written for.</summary>
    private Tensor AttendWithLibtorch(Tensor query, Tensor rotary, Tensor keyValue, ForwardContext context, int layer)
    {
        int heads = _config.NumAttentionHeads;
        int nope = _config.QkNopeHeadDim;
        long tokens = query.shape[0];
        query = query.view(tokens, heads, _config.QkHeadDim);
        keyValue = keyValue.view(tokens, heads, nope + _config.VHeadDim);
        Tensor[] queryParts = query.split([nope, _config.QkRopeHeadDim], -1);
        Tensor[] keyValueParts = keyValue.split([nope, _config.VHeadDim], -1);
        Tensor rotaryKey = RotaryTable.Rotate(rotary.unsqueeze(1), context.Turns);
        Tensor queries = cat([queryParts[0], RotaryTable.Rotate(queryParts[1], context.Turns)], -1).mul(Held.Scalar(context.QueryScale));
        Tensor keys = cat([keyValueParts[0], rotaryKey.expand(tokens, heads, _config.QkRopeHeadDim)], -1);

        // The fused kernel wants heads of one width: values are padded with zeros.
        Tensor values = pad(keyValueParts[1], [0, _config.QkHeadDim - _config.VHeadDim]);
        context.ObserveScores(layer, queries, keys);
        return ByDocument(queries, keys, values, context.Batch.Lengths);
    }

    private Tensor ByDocument(Tensor queries, Tensor keys, Tensor values, int[] lengths)
    {
        long[] sizes = Array.ConvertAll(lengths, length => (long)length);
        Tensor[] q = queries.split(sizes);
        Tensor[] k = keys.split(sizes);
        Tensor[] v = values.split(sizes);
        var results = new Tensor[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            Tensor result = scaled_dot_product_attention(Heads(q[i]), Heads(k[i]), Heads(v[i]), is_casual: true);
            results[i] = result.squeeze(0).transpose(0, 1);
        }

        return cat(results).narrow(2, 0, _config.VHeadDim).reshape(queries.shape[0], -1);
    }

    private static Tensor Heads(Tensor x) => x.transpose(0, 1).unsqueeze(0);
}
