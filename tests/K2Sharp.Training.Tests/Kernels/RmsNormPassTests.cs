using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Kernels;

public sealed class RmsNormPassTests
{
    private const double Eps = 1e-5;

    [Fact]
    public void Results_and_gradients_are_those_of_the_formulas() => Gen.Select(Gen.Int[1, 150], Gen.Int[1, 70], Gen.ULong).Sample(Check, iter: 60);

    [Fact]
    public void A_row_of_zeros_has_results_and_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        var pass = new RmsNormPass(Eps);
        Assert.All(Numbers.Floats(pass.Forward([zeros([1, 20]), ones([20])])), value => Assert.Equal(0, value));
        List<Tensor> gradients = pass.Backward(ones([1, 20]));
        Assert.All(Numbers.Floats(gradients[0]), value => Assert.Equal(1 / Math.Sqrt(Eps), value, 1e-2));
        Assert.All(Numbers.Floats(gradients[1]), value => Assert.Equal(0, value));
    }

    private static void Check(int rows, int width, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new TaskRandom(seed);
        float[] x = Numbers.Random(random, rows * width);
        float[] weight = Numbers.Random(random, width);
        float[] dy = Numbers.Random(random, rows * width);
        var pass = new RmsNormPass(Eps);
        float[] y = Numbers.Floats(pass.Forward([tensor(x, [rows, width]), tensor(weight)]));
        List<Tensor> gradients = pass.Backward(tensor(dy, [rows, width]));
        double[] expected = new double[rows * width];
        double[] dx = new double[rows * width];
        double[] dweight = new double[width];
        for (int r = 0; r < rows; r++)
        {
            int first = r * width;
            double s = 1 / Math.Sqrt((Enumerable.Range(first, width).Sum(i => (double)x[i] * x[i]) / width) + Eps);
            double mean = Enumerable.Range(first, width).Sum(i => (double)dy[i] * weight[i - first] * x[i]) / width;
            for (int i = first; i < first + width; i++)
            {
                expected[i] = x[i] * s * weight[i - first];
                dx[i] = s * ((dy[i] * weight[i - first]) - (x[i] * s * s * mean));
                dweight[i - first] += dy[i] * x[i] * s;
            }
        }

        // Widths of one have scales of up to three hundred.
        Numbers.Near(expected, y, 1e-4, "y");
        Numbers.Near(dx, Numbers.Floats(gradients[0]), 1e-3 * (1 + dx.Max(Math.Abs)), "x's gradient");
        Numbers.Near(dweight, Numbers.Floats(gradients[1]), 1e-3, "weight's gradient");
    }
}
