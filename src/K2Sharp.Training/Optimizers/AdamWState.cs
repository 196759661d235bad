using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Optimizers;

/// <summary>AdamW for one tensor (Loshchilov and Hutter 2019), small enough to be resumed to the bit.</summary>
internal sealed class AdamWState : IDisposable
{
    private readonly Tensor _weights;
    private readonly MuonClipOptions _options;

    public AdamWState(OptimizedTensor target, MuonClipOptions options)
    {
        _weights = target.Master;
        _options = options;
        Name = target.Name;
        Mean = zeros(_weights.shape, float32).DetachFromDisposeScope();
        MeanSquare = zeros(_weights.shape, float32).DetachFromDisposeScope();
    }

    public string Name { get; }

    public Tensor Mean { get; }

    public Tensor MeanSquare { get; }

    /// <param name="gradient">None counts as zero.</param>
    /// <param name="clip">The gradient is multiplied by it first.</param>
    /// <param name="learningRate">This step's rate.</param>
    /// <param name="step">Steps taken including this one: 1 in the first.</param>
    public void Update(Tensor? gradient, double clip, double learningRate, long step)
    {
        Mean.mul_(Held.Scalar(_options.Beta1));
        MeanSquare.mul_(Held.Scalar(_options.Beta2));
        if (gradient is not null)
        {
            Mean.add_(gradient, Held.Scalar((1 - _options.Beta1) * clip));
            MeanSquare.addcmul_(gradient, gradient, Held.Scalar((1 - _options.Beta2) * clip * clip));
        }

        if (_weights.dim() > 1)
        {
            _weights.mul_(Held.Scalar(1 - (learningRate * _options.WeightDecay)));
        }

        // Both means start at zero; the corrections undo that bias of the first steps.
        double meanCorrection = 1 - Math.Pow(_options.Beta1, step);
        double squareCorrection = Math.Sqrt(1 - Math.Pow(_options.Beta2, step));
        Tensor denominator = MeanSquare.sqrt().div_(Held.Scalar(squareCorrection)).Add(Held.Scalar(_options.Epsilon));
        _weights.addcdiv_(Mean, denominator, Held.Scalar(-learningRate / meanCorrection));
    }

    public void Dispose()
    {
        Mean.Dispose();
        MeanSquare.Dispose();
    }
}
