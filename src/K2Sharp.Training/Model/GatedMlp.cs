using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace K2Sharp.Training.Model;

/// <summary>down(silu(gate x) * up x): the dense layer and the shared expert.</summary>
internal sealed class GatedMlp(ParameterFactory make, Func<string, string> name, int hidden, int width)
{
    private readonly Parameter _gate = make.Matrix(name("gate_proj"), width, hidden);
    private readonly Parameter _up = make.Matrix(name("up_proj"), width, hidden);
    private readonly Parameter _down = make.Output(name("down_proj"), hidden, width);

    public Tensor Forward(Tensor x) => linear(silu(linear(x, _gate.Forward)) * linear(x, _up.Forward), _down.Forward);
}
