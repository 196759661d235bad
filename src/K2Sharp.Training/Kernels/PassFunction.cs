using static TorchSharp.torch;

namespace K2Sharp.Training.Kernels;

/// <summary>Makes an <see cref="IPass"/> a node of libtorch's graph.</summary>
internal sealed class PassFunction : autograd.MultiTensorFunction<PassFunction>
{
    private const string Pass = "pass";

    public override string Name => nameof(PassFunction);

    /// <summary>The pass's result as a part of the graph.</summary>
    /// <param name="pass">A new one.</param>
    /// <param name="inputs">What it is given; they may be views.</param>
    public static Tensor Apply(IPass pass, params Tensor[] inputs) => apply([.. inputs.Select(input => input.contiguous()), pass])[0];

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var pass = (IPass)vars[^1];
        ctx.save_data(Pass, pass);
        return [pass.Forward([.. vars.SkipLast(1).Cast<Tensor>()])];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        using Tensor given = grad_outputs[0];
        using Tensor gradient = given.contiguous();
        return [.. ((IPass)ctx.get_data(Pass)).Backward(gradient), null!];
    }
}
