using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Quantization;

/// <summary>
/// A weight with a straight-through estimator: the forward pass uses the rounded weights w^, and the gradient with respect to w^ is taken
/// as the gradient for w, also for the largest weight of a group. w^ is a leaf of the graph of its own rather than w + (w^ - w), which
/// would round in float32 and no longer be what the exporter writes.
/// </summary>
internal sealed class QuantizedParameter : IDisposable
{
    private readonly Tensor _rounded;
    private GroupQuantizer? _quantizer;

    /// <param name="master">The float32 weights, [..., in] with <c>in</c> a multiple of 32; remains the caller's.</param>
    /// <exception cref="ArgumentException">The shape or type does not allow groups of 32.</exception>
    public QuantizedParameter(Tensor master)
    {
        if (master.dim() < 1 || master.shape[^1] % GroupQuantizer.GroupSize != 0)
        {
            throw new ArgumentException($"the last dimension must be a multiple of {GroupQuantizer.GroupSize}", nameof(master));
        }

        _ = TensorMemory.Floats(master);
        Master = master;
        _rounded = zeros(master.shape, float32, requires_grad: true).DetachFromDisposeScope();
    }

    /// <summary>What the optimizer updates and checkpoints keep.</summary>
    public Tensor Master { get; }

    /// <summary>What the forward pass multiplies with, and what gradients are asked for: w^, or the master itself while disabled.</summary>
    public Tensor Forward => Enabled ? _rounded : Master;

    public bool Enabled => _quantizer is not null;

    /// <summary>The bits of the rounding; none while disabled.</summary>
    public int? Bits => _quantizer?.Bits;

    /// <summary>Rounds from now on, and refreshes.</summary>
    public void Enable(GroupQuantizer quantizer)
    {
        _quantizer = quantizer;
        Refresh();
    }

    /// <summary>The forward pass uses the master again.</summary>
    public void Disable() => _quantizer = null;

    /// <summary>Rounds the master's present values. To be called after every change of it and never between forward and backward.</summary>
    public void Refresh() => _quantizer?.FakeQuantize(TensorMemory.Floats(Master), TensorMemory.Floats(_rounded));

    public void Dispose() => _rounded.Dispose();
}
