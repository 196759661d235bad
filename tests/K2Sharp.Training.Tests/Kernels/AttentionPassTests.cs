using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Kernels;

public sealed class AttentionPassTests
{
    private static readonly Gen<AttentionShape> s_shapes =
        from heads in Gen.Int[1, 3]
        from plain in Gen.Int[0, 70]
        from rotary in Gen.Int[1, 20]
        from value in Gen.Int[1, 70]
        select new AttentionShape(heads, plain, 2 * rotary, value, 1 / MathF.Sqrt(plain + (2 * rotary)));

    // Ends of documents before, at and behind those of blocks of 32, panels of 64 and blocks of 128.
    private static readonly int[] s_ends = [31, 32, 33, 63, 64, 65, 127, 128, 129, 150];
    private static readonly Gen<int[]> s_lengths = Gen.OneOf(Gen.Int[1, 40], Gen.Int[0, s_ends.Length - 1].Select(i => s_ends[i])).Array[1, 3];

    [Fact]
    public void Results_and_gradients_are_those_of_the_formulas() => Gen.Select(s_shapes, s_lengths, Gen.ULong).Sample(Check, iter: 40);

    /// <summary>More than one block of keys behind a query, at k2-nano's widths.</summary>
    [Fact]
    public void So_they_are_for_longer_documents() => Check(new AttentionShape(2, 32, 32, 32, 0.125f), [5, 420], 1);

    [Fact]
    public void Scores_that_are_far_apart_give_numbers() => Check(new AttentionShape(1, 8, 8, 8, 30), [200], 3, tolerance: 5e-3);

    [Fact]
    public void Inputs_that_do_not_fit_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        var shape = new AttentionShape(2, 8, 4, 8, 1);
        using Tensor turns = complex(ones([10, 1, 2]), zeros([10, 1, 2]));
        Assert.Throws<ArgumentException>(() => new AttentionPass(shape, [5, 6], turns).Forward([zeros([10, 24]), zeros([10, 4]), zeros([10, 32])]));
        Assert.Throws<ArgumentException>(() => new AttentionPass(shape, [4, 6], turns).Forward([zeros([10, 24]), zeros([10, 4]), zeros([10, 31])]));
        Assert.Throws<ArgumentException>(() => new RmsNormPass(1e-5).Forward([zeros([10, 24]), ones([23])]));
    }

    private static void Check(AttentionShape shape, int[] lengths, ulong seed) => Check(shape, lengths, seed, 2e-4);

    private static void Check(AttentionShape shape, int[] lengths, ulong seed, double tolerance)
    {
        Assert.SkipUnless(CausalAttention.IsAvailable, Numbers.NeedsAvx512);
        using DisposeScope scope = NewDisposeScope();
        var random = new TaskRandom(seed);
        int tokens = lengths.Sum();
        float[] query = Numbers.Random(random, tokens * shape.QueryRow);
        float[] rotary = Numbers.Random(random, tokens * shape.Rotary);
        float[] keyValue = Numbers.Random(random, tokens * shape.KeyValueRow);
        float[] gradient = Numbers.Random(random, tokens * shape.OutputRow);
        float[] turns = [.. Enumerable.Range(0, tokens * shape.Rotary / 2).Select(_ => MathF.SinCos((float)random.NextDouble() * 6)).SelectMany(turn => new[] { turn.Cos, turn.Sin })];
        using Tensor pairs = view_as_complex(tensor(turns, [tokens, 1, shape.Rotary / 2, 2])).contiguous();
        var pass = new AttentionPass(shape, lengths, pairs);
        Tensor output = pass.Forward([tensor(query, [tokens, shape.QueryRow]), tensor(rotary, [tokens, shape.Rotary]), tensor(keyValue, [tokens, shape.KeyValueRow])]);
        List<Tensor> gradients = pass.Backward(tensor(gradient, [tokens, shape.OutputRow]));
        double[] greatest = [.. Enumerable.Repeat(double.NegativeInfinity, shape.Heads)];
        int start = 0;
        foreach (int length in lengths)
        {
            var expected = new AttentionByHand(
                shape, length, Part(query, shape.QueryRow), Part(rotary, shape.Rotary), Part(keyValue, shape.KeyValueRow), Part(turns, shape.Rotary), Part(gradient, shape.OutputRow));
            Numbers.Near(expected.Output, Part(Numbers.Floats(output), shape.OutputRow), tolerance, "output");
            Numbers.Near(expected.Query, Part(Numbers.Floats(gradients[0]), shape.QueryRow), tolerance, "query's gradient");
            Numbers.Near(expected.Rotary, Part(Numbers.Floats(gradients[1]), shape.Rotary), tolerance, "rotary key's gradient");
            Numbers.Near(expected.KeyValue, Part(Numbers.Floats(gradients[2]), shape.KeyValueRow), tolerance, "keys' and values' gradient");
            greatest = [.. greatest.Zip(expected.Greatest, Math.Max)];
            start += length;

            float[] Part(float[] whole, int width) => whole[(start * width)..((start + length) * width)];
        }

        Numbers.Near(greatest, pass.Greatest, tolerance, "greatest score");
    }
}
