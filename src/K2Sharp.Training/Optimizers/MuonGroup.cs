using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Optimizers;

/// <summary>
/// Muon for all weights whose matrices have one shape: their momenta are stacked, so that one batched iteration serves them all. A small
/// model has dozens of small matrices, and each call costs more than its arithmetic.
/// </summary>
internal sealed class MuonGroup : IDisposable
{
    private readonly List<OptimizedTensor> _targets = [];
    private readonly List<int> _indices = [];
    private readonly List<Tensor> _momenta = [];
    private readonly MuonClipOptions _options;

    public MuonGroup(MuonClipOptions options) => _options = options;

    /// <summary>The momentum of every weight, live.</summary>
    public IEnumerable<(string Name, Tensor Momentum)> Momenta => _targets.Zip(_momenta, (target, momentum) => (target.Name, momentum));

    /// <param name="target">A matrix or a stack of matrices of this group's shape.</param>
    /// <param name="index">Where its gradient is found.</param>
    public void Add(OptimizedTensor target, int index)
    {
        _targets.Add(target);
        _indices.Add(index);
        _momenta.Add(zeros(target.Master.shape, float32).DetachFromDisposeScope());
    }

    /// <param name="gradients">Of all weights of the optimizer; none counts as zero.</param>
    /// <param name="clip">Gradients are multiplied by it first.</param>
    /// <param name="learningRate">This step's rate.</param>
    public void Update(IReadOnlyList<Tensor?> gradients, double clip, double learningRate)
    {
        var directions = new Tensor[_targets.Count];
        var sizes = new long[_targets.Count];
        for (int i = 0; i < directions.Length; i++)
        {
            Tensor momentum = _momenta[i].mul_(Held.Scalar(_options.Momentum));
            Tensor? gradient = gradients[_indices[i]];
            if (gradient is not null)
            {
                momentum.add_(gradient, Held.Scalar(clip));
            }

            Tensor direction = _options.Nesterov ? Ahead(gradient, clip, momentum) : momentum;
            directions[i] = direction.dim() == 2 ? direction.unsqueeze(0) : direction;
            sizes[i] = directions[i].shape[0];
        }

        Tensor stacked = directions.Length == 1 ? directions[0] : cat(directions, 0);
        Tensor[] updates = NewtonSchulz.Orthogonalize(stacked).split(sizes, 0);
        // An orthogonal n x m matrix has root mean square sqrt(1 / max(n, m)).
        double scale = learningRate * _options.UpdateRms * Math.Sqrt(Math.Max(stacked.shape[1], stacked.shape[2]));
        for (int i = 0; i < updates.Length; i++)
        {
            Tensor weights = _targets[i].Master;
            weights.mul_(Held.Scalar(1 - (learningRate * _options.WeightDecay)));
            weights.add_(updates[i].reshape(weights.shape), Held.Scalar(-scale));
        }
    }

    public void Dispose()
    {
        foreach (Tensor momentum in _momenta)
        {
            momentum.Dispose();
        }
    }

    private Tensor Ahead(Tensor? gradient, double clip, Tensor momentum)
    {
        Tensor ahead = momentum.mul(Held.Scalar(_options.Momentum));
        return gradient is null ? ahead : ahead.add_(gradient, Held.Scalar(clip));
    }
}
