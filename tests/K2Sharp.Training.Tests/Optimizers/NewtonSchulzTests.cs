using K2Sharp.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Optimizers;

public sealed class NewtonSchulzTests
{
    [Theory]
    [InlineData(32, 64, 1f)]
    [InlineData(64, 32, 1e-4f)]
    [InlineData(96, 128, 100f)]
    [InlineData(16, 128, 1e-6f)]
    public void Singular_values_end_near_one(long rows, long columns, float magnitude)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = linalg.svdvals(NewtonSchulz.Orthogonalize(TorchRandom.Normal(1, 5, rows, columns) * magnitude));
        Assert.InRange(values.min().item<float>(), 0.5f, 1.3f);
        Assert.InRange(values.max().item<float>(), 0.5f, 1.3f);
    }

    [Fact]
    public void Singular_vectors_stay()
    {
        // With M = U S V', the result is U S' V': U' result V is diagonal and positive.
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = TorchRandom.Normal(2, 16, 40);
        (Tensor u, _, Tensor vh) = linalg.svd(matrix, fullMatrices: false);
        Tensor inner = u.t().mm(NewtonSchulz.Orthogonalize(matrix)).mm(vh.t());
        Tensor diagonal = inner.diagonal();
        Assert.True(diagonal.min().item<float>() > 0.5f);
        Assert.True((inner - diag(diagonal)).abs().max().item<float>() < 1e-3f);
    }

    [Fact]
    public void A_stack_is_treated_matrix_by_matrix()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor stack = TorchRandom.Normal(3, 4, 48, 32) * tensor(new float[] { 1, 10, 100, 1000 }).view(4, 1, 1);
        Tensor together = NewtonSchulz.Orthogonalize(stack);
        for (int i = 0; i < 4; i++)
        {
            Assert.True((together[i] - NewtonSchulz.Orthogonalize(stack[i])).abs().max().item<float>() < 1e-4f);
        }
    }

    [Fact]
    public void Zeros_stay_zero_and_vectors_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(0f, NewtonSchulz.Orthogonalize(zeros(3, 5)).abs().max().item<float>());
        Assert.Throws<ArgumentException>(() => NewtonSchulz.Orthogonalize(zeros(3)));
    }
}
