using static TorchSharp.torch;

namespace K2Sharp.Training.Kernels;

/// <summary>Makes <see cref="AttentionPass"/> a node of libtorch's graph.</summary>
internal sealed class CausalAttentionFunction : autograd.MultiTensorFunction<CausalAttentionFunction>
{
    private const string Pass = "pass";

    public override string Name => nameof(CausalAttentionFunction);

    /// <summary>The pass's result as a part of the graph.</summary>
    /// <param name="pass">A new one.</param>
    /// <param name="query">See <see cref="AttentionPass.Forward"/>.</param>
    /// <param name="rotary">See <see cref="AttentionPass.Forward"/>.</param>
    /// <param name="keyValue">See <see cref="AttentionPass.Forward"/>.</param>
    public static Tensor Apply(AttentionPass pass, Tensor query, Tensor rotary, Tensor keyValue) => apply(query, rotary, keyValue, pass)[0];

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var pass = (AttentionPass)vars[3];
        ctx.save_data(Pass, pass);
        return [pass.Forward((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2])];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        (Tensor query, Tensor rotary, Tensor keyValue) = ((AttentionPass)ctx.get_data(Pass)).Backward(grad_outputs[0].contiguous());
        return [query, rotary, keyValue, null!];
    }
}
