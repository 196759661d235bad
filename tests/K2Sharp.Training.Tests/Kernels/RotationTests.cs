using System.Numerics;
using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Kernels;

namespace K2Sharp.Training.Tests.Kernels;

public sealed unsafe class RotationTests
{
    private static readonly Gen<(int Pairs, ulong Seed)> s_cases = Gen.Select(Gen.Int[0, 40], Gen.ULong);

    [Fact]
    public void Forth_is_a_complex_product() => Check(Rotation.Forth, turn => turn);

    [Fact]
    public void Back_is_the_product_with_the_conjugate() => Check(Rotation.Back, Complex.Conjugate);

    private delegate void Turn(float* from, float* turns, float* to, int n);

    private static void Check(Turn turn, Func<Complex, Complex> factor) => s_cases.Sample(given =>
    {
        var random = new TaskRandom(given.Seed);
        int n = 2 * given.Pairs;
        float[] from = Numbers.Random(random, n);
        float[] turns = Numbers.Random(random, n);
        float[] to = Numbers.Spoiled(n);
        float[] inPlace = [.. from];
        fixed (float* pf = from, pt = turns, pr = to, pi = inPlace)
        {
            turn(pf, pt, pr, n);
            turn(pi, pt, pi, n);
        }

        double[] expected = new double[n];
        for (int i = 0; i < n; i += 2)
        {
            Complex product = new Complex(from[i], from[i + 1]) * factor(new Complex(turns[i], turns[i + 1]));
            expected[i] = product.Real;
            expected[i + 1] = product.Imaginary;
        }

        Numbers.Near(expected, to, 1e-5, "value");
        Assert.Equal(to, inPlace);
    });
}
