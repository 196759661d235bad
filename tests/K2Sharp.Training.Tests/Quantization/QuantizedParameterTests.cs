using K2Sharp.Training.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Quantization;

public sealed class QuantizedParameterTests
{
    [Fact]
    public void Forward_is_the_rounded_weight_and_its_gradient_the_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        using Tensor master = Random([2, 3, 64], 1).requires_grad_();
        using var parameter = new QuantizedParameter(master);
        Assert.False(parameter.Enabled);
        Assert.Same(master, parameter.Forward);

        parameter.Enable(GroupQuantizer.Int4);
        Assert.Equal(4, parameter.Bits);
        float[] expected = new float[2 * 3 * 64];
        GroupQuantizer.Int4.FakeQuantize(TensorMemory.Floats(master), expected);
        Assert.Equal(expected, parameter.Forward.data<float>().ToArray());

        Tensor direction = Random([2, 3, 64], 2);
        Tensor loss = (parameter.Forward * direction).sum();
        Tensor gradient = autograd.grad([loss], [parameter.Forward])[0];
        Assert.Equal(direction.data<float>().ToArray(), gradient.data<float>().ToArray());

        parameter.Disable();
        Assert.Same(master, parameter.Forward);
    }

    [Fact]
    public void Refresh_follows_the_master()
    {
        using DisposeScope scope = NewDisposeScope();
        using Tensor master = Random([4, 32], 3);
        using var parameter = new QuantizedParameter(master);
        parameter.Enable(new GroupQuantizer(2));
        float[] before = parameter.Forward.data<float>().ToArray();
        master.mul_(2);
        Assert.Equal(before, parameter.Forward.data<float>().ToArray());
        parameter.Refresh();
        Assert.Equal(Array.ConvertAll(before, weight => 2 * weight), parameter.Forward.data<float>().ToArray());
    }

    [Fact]
    public void Lives_on_when_the_scope_it_was_made_in_ends()
    {
        using Tensor master = Random([1, 32], 4);
        QuantizedParameter parameter;
        using (NewDisposeScope())
        {
            parameter = new QuantizedParameter(master);
        }

        parameter.Enable(GroupQuantizer.Int4);
        Assert.Equal(32, parameter.Forward.numel());
        parameter.Dispose();
    }

    [Fact]
    public void Shapes_and_types_without_groups_of_32_are_refused()
    {
        using Tensor narrow = zeros(2, 40);
        using Tensor wide = zeros(2, 32, float64);
        Assert.Throws<ArgumentException>(() => new QuantizedParameter(narrow));
        Assert.Throws<ArgumentException>(() => new QuantizedParameter(wide));
    }

    private static Tensor Random(long[] shape, long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return randn(shape, generator: generator);
    }
}
