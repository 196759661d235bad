using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Native;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>Attention, then a dense MLP or experts, each on the normalised stream and added to it.</summary>
internal sealed class DecoderLayer
{
    private readonly int _index;
    private readonly double _eps;
    private readonly Parameter _inputNorm;
    private readonly Parameter _postNorm;
    private readonly GatedMlp? _dense;

    public DecoderLayer(K2Config config, ParameterFactory make, int index)
    {
        _index = index;
        _eps = config.RmsNormEps;
        _inputNorm = make.Norm(TensorNames.InputNorm(index), config.HiddenSize);
        Attention = new LatentAttention(config, make, index);
        _postNorm = make.Norm(TensorNames.PostAttentionNorm(index), config.HiddenSize);
        if (config.IsMoeLayer(index))
        {
            Experts = new MixtureOfExperts(config, make, index);
        }
        else
        {
            _dense = new GatedMlp(make, projection => TensorNames.DenseMlp(index, projection), config.HiddenSize, config.IntermediateSize);
        }
    }

    public LatentAttention Attention { get; }

    public MixtureOfExperts? Experts { get; }

    /// <param name="x">The residual stream, [tokens, hidden].</param>
    /// <param name="context">Positions and documents.</param>
    /// <param name="rows">The tokens whose result is wanted, ascending; null for all.</param>
    /// <returns>[tokens or rows, hidden].</returns>
    public Tensor Forward(Tensor x, ForwardContext context, Tensor? rows)
    {
        Tensor attended = x.Plus(Attention.Forward(RmsNorm.Apply(x, _inputNorm.Forward, _eps), context, _index));
        attended = rows is null ? attended : attended.index_select(0, rows);
        Tensor normalised = RmsNorm.Apply(attended, _postNorm.Forward, _eps);
        return attended.Plus(Experts is null ? _dense!.Forward(normalised) : Experts.Forward(normalised, context, _index));
    }
}
