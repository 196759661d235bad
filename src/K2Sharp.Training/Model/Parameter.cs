using K2Sharp.Training.Optimizers;
using K2Sharp.Training.Quantization;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>
/// A trained tensor. <see cref="Master"/> is what the optimizer moves; <see cref="Forward"/> is the leaf that the forward pass reads and the
/// gradient is taken at: the master itself, or for routed experts under quantization its rounded image.
/// </summary>
internal sealed class Parameter : IDisposable
{
    private readonly QuantizedParameter? _quantized;

    public Parameter(string name, Tensor master, UpdateRule rule, bool isExpert = false)
    {
        Name = name;
        Master = master.requires_grad_(true).DetachFromDisposeScope();
        Rule = rule;
        _quantized = isExpert ? new QuantizedParameter(Master) : null;
    }

    /// <summary>The published tensor name; for stacked experts the name without the expert's index, as in <c>mlp.experts.gate_proj</c>.</summary>
    public string Name { get; }

    public Tensor Master { get; }

    public Tensor Forward => _quantized?.Forward ?? Master;

    public UpdateRule Rule { get; }

    /// <summary>Whether this is a stack [experts, out, in] of routed experts, the only weights that are quantized.</summary>
    public bool IsExpert => _quantized is not null;

    /// <summary>Brings the forward image up to date with the master; null switches quantization off. Never between forward and backward.</summary>
    public void Quantize(GroupQuantizer? quantizer)
    {
        if (quantizer is { } rounding)
        {
            _quantized?.Enable(rounding);
        }
        else
        {
            _quantized?.Disable();
        }
    }

    public void Dispose()
    {
        _quantized?.Dispose();
        Master.Dispose();
    }
}
