using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace K2Sharp.Training.Model;

/// <summary>
/// Routed experts behind a sigmoid gate whose bias takes part in the choice only (DeepSeek-V3, arXiv:2412.19437, 2.1.2), and a shared expert.
/// The pairs of token and expert are sorted by expert, so each expert is one set of matrix products.
/// </summary>
internal sealed class MixtureOfExperts
{
    private readonly K2Config _config;
    private readonly Parameter _router;
    private readonly Parameter _gate;
    private readonly Parameter _up;
    private readonly Parameter _down;
    private readonly GatedMlp? _shared;

    public MixtureOfExperts(K2Config config, ParameterFactory make, int layer)
    {
        _config = config;
        int width = config.MoeIntermediateSize;
        _router = make.Router(TensorNames.Router(layer), config.RoutedExperts, config.HiddenSize);
        Bias = make.Bias(TensorNames.RouterBias(layer), config.RoutedExperts);
        _gate = make.Experts(layer, TensorNames.GateProj, config.RoutedExperts, width, config.HiddenSize);
        _up = make.Experts(layer, TensorNames.UpProj, config.RoutedExperts, width, config.HiddenSize);
        _down = make.Experts(layer, TensorNames.DownProj, config.RoutedExperts, config.HiddenSize, width);
        _shared = config.SharedExperts == 0
            ? null
            : new GatedMlp(make, projection => TensorNames.SharedExperts(layer, projection), config.HiddenSize, width * config.SharedExperts);
    }

    /// <summary>e_score_correction_bias [experts]; moved by the balancer, not by a gradient.</summary>
    public Tensor Bias { get; }

    public Tensor Forward(Tensor x, ForwardContext context, int layer)
    {
        int chosenCount = _config.ExpertsPerToken;
        Tensor scores = torch.sigmoid(linear(x, _router.Forward));
        Tensor chosen;
        using (no_grad())
        {
            chosen = scores.detach().Plus(Bias).topk(chosenCount, -1).indexes;
        }

        Tensor weights = scores.gather(1, chosen);
        if (_config.NormTopkProb)
        {
            weights /= weights.sum(-1, keepdim: true).Plus(1e-20);
        }

        weights = weights.mul(Held.Scalar(_config.RoutedScalingFactor));
        Tensor flat = chosen.flatten();
        Tensor order = argsort(flat, -1);
        long[] counts = [.. bincount(flat, minlength: _config.RoutedExperts).data<long>()];
        context.ExpertCounts[layer] = counts;
        Tensor sorted = x.index_select(0, order.div(Held.Scalar((long)chosenCount), RoundingMode.floor));
        Tensor outputs = Experts(sorted, counts);

        // Back into the order of the tokens, where a token's experts stand together.
        Tensor back = argsort(order, -1);
        Tensor perToken = outputs.index_select(0, back).view(x.shape[0], chosenCount, -1);
        Tensor routed = (perToken * weights.unsqueeze(-1)).sum(1);
        return _shared is null ? routed : routed.Plus(_shared.Forward(x));
    }

    private Tensor Experts(Tensor sorted, long[] counts)
    {
        // unbind, because indexing a stack expert by expert makes the backward pass allocate the whole stack each time.
        Tensor[] gateUp = cat([_gate.Forward, _up.Forward], 1).unbind(0);
        Tensor[] down = _down.Forward.unbind(0);
        Tensor[] inputs = sorted.split(counts);

        // Only the products are made expert by expert.
        Tensor[] projected = cat([.. inputs.Select((input, e) => linear(input, gateUp[e]))]).split(_config.MoeIntermediateSize, -1);
        Tensor[] activated = (silu(projected[0]) * projected[1]).split(counts);
        return cat([.. activated.Select((rows, e) => linear(rows, down[e]))]);
    }
}
