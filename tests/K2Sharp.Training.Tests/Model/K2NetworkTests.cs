using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Data;
using K2Sharp.Training.Kernels;
using K2Sharp.Training.Model;
using K2Sharp.Training.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Model;

public sealed class K2NetworkTests
{
    private static readonly int s_vocabulary = SmallNetwork.Config.VocabSize;

    // All experts take part: choosing others when a weight moves would be a step, which has no derivative.
    private static readonly K2Config s_smooth = SmallNetwork.Long with { RoutedExperts = 3, ExpertsPerToken = 3 };

    [Fact]
    public void A_document_has_the_same_logits_alone_and_in_company()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Long);
        int[][] documents = [SmallNetwork.Document(20, 1), SmallNetwork.Document(1, 2), SmallNetwork.Document(57, 3)];
        float[] together = SmallNetwork.Logits(network, SmallNetwork.Batch(documents));
        int start = 0;
        foreach (int[] document in documents)
        {
            float[] alone = SmallNetwork.Logits(network, SmallNetwork.Batch(document));
            Assert.InRange(SmallNetwork.Distance(alone, together.AsSpan(start, alone.Length)), 0, 1e-5f);
            start += alone.Length;
        }
    }

    [Fact]
    public void Only_the_asked_rows_are_computed()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Config);
        int[] document = SmallNetwork.Document(12, 1);
        float[] all = SmallNetwork.Logits(network, SmallNetwork.Batch(document));
        float[] two = SmallNetwork.Logits(network, With(SmallNetwork.Batch(document), rows: [3, 10]));
        Assert.InRange(SmallNetwork.Distance(two.AsSpan(0, s_vocabulary), all.AsSpan(3 * s_vocabulary, s_vocabulary)), 0, 1e-5f);
        Assert.InRange(SmallNetwork.Distance(two.AsSpan(s_vocabulary), all.AsSpan(10 * s_vocabulary, s_vocabulary)), 0, 1e-5f);
    }

    [Fact]
    public void A_jump_of_positions_changes_what_comes_after_it_alone()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Long);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(30, 1));
        float[] plain = SmallNetwork.Logits(network, batch);
        float[] jumped = SmallNetwork.Logits(network, With(batch, positions: place => place < 11 ? place : place + 400));

        // Not to the last bit: experts get other tokens beside theirs then, and products of other sizes are added up in another order.
        Assert.InRange(SmallNetwork.Distance(plain.AsSpan(0, 11 * s_vocabulary), jumped.AsSpan(0, 11 * s_vocabulary)), 0, 1e-5f);
        for (int row = 11; row < 30; row++)
        {
            float moved = SmallNetwork.Distance(plain.AsSpan(row * s_vocabulary, s_vocabulary), jumped.AsSpan(row * s_vocabulary, s_vocabulary));
            Assert.True(moved > 1e-3f, $"row {row} did not see the jump");
        }

        // Attention knows distances only.
        float[] shifted = SmallNetwork.Logits(network, With(batch, positions: place => place + 400));
        Assert.InRange(SmallNetwork.Distance(plain, shifted), 0, 1e-4f);
    }

    [Fact]
    public void Stretching_changes_the_logits_and_can_be_taken_back()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Config);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(40, 1));
        float[] plain = SmallNetwork.Logits(network, batch);
        network.UseConfig(SmallNetwork.Long);
        Assert.True(SmallNetwork.Distance(plain, SmallNetwork.Logits(network, batch)) > 1e-3f);
        network.UseConfig(SmallNetwork.Config);
        Assert.Equal(plain, SmallNetwork.Logits(network, batch));
    }

    /// <summary>Every parameter is moved both ways along a direction that is half its gradient and half chance.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_of_every_parameter_are_those_of_finite_differences(bool usesOwnAttention)
    {
        Assert.SkipUnless(CausalAttention.IsAvailable || !usesOwnAttention, Kernels.Numbers.NeedsAvx512);
        const double Step = 1e-2;
        using K2Network network = SmallNetwork.Create(s_smooth, seed: 3, usesOwnAttention);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(24, 1), SmallNetwork.Document(9, 2));
        float[][] gradients = Gradients(network, batch);
        var random = new TaskRandom(7);
        for (int p = 0; p < gradients.Length; p++)
        {
            Parameter parameter = network.Parameters[p];
            double[] direction = Unit([.. Unit([.. gradients[p].Select(value => (double)value)])
                .Zip(Unit([.. gradients[p].Select(_ => random.NextDouble() - 0.5)]), (gradient, chance) => gradient + chance)]);
            double expected = gradients[p].Zip(direction, (gradient, along) => gradient * along).Sum();
            float[] before = TensorMemory.Floats(parameter.Master).ToArray();
            double measured = (Shifted(network, batch, parameter, before, direction, Step) - Shifted(network, batch, parameter, before, direction, -Step)) / (2 * Step);
            before.CopyTo(TensorMemory.Floats(parameter.Master));
            Assert.True(Math.Abs(expected) > 1e-4, $"{parameter.Name}: {expected} is too small to be measured");
            Assert.True(Math.Abs(measured - expected) < 0.02 * Math.Abs(expected), $"{parameter.Name}: gradient {expected}, measured {measured}");
        }
    }

    [Fact]
    public void Attention_by_our_kernel_and_by_libtorch_are_one()
    {
        Assert.SkipUnless(CausalAttention.IsAvailable, Kernels.Numbers.NeedsAvx512);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(150, 1), SmallNetwork.Document(9, 2));
        using K2Network own = SmallNetwork.Create(s_smooth);
        using K2Network libtorch = SmallNetwork.Create(s_smooth, usesOwnAttention: false);
        Assert.InRange(SmallNetwork.Distance(SmallNetwork.Logits(libtorch, batch), SmallNetwork.Logits(own, batch)), 0, 1e-4f);
        float[][] expected = Gradients(libtorch, batch);
        float[][] gradients = Gradients(own, batch);
        for (int p = 0; p < expected.Length; p++)
        {
            Assert.InRange(SmallNetwork.Distance(expected[p], gradients[p]), 0, 1e-4f * (1 + expected[p].Max(MathF.Abs)));
        }
    }

    /// <summary>QK-Clip scales heads by these. libtorch's path looks at one document.</summary>
    [Fact]
    public void Both_see_the_same_greatest_scores()
    {
        Assert.SkipUnless(CausalAttention.IsAvailable, Kernels.Numbers.NeedsAvx512);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(150, 1));
        float[]?[][] seen = [.. new[] { true, false }.Select(own =>
        {
            using IDisposable noGradient = no_grad();
            using DisposeScope scope = NewDisposeScope();
            using K2Network network = SmallNetwork.Create(SmallNetwork.Long, usesOwnAttention: own);
            network.Forward(batch, 0, out ForwardContext context);
            return context.MaxLogits;
        })];
        for (int layer = 0; layer < SmallNetwork.Long.NumHiddenLayers; layer++)
        {
            Assert.Equal(seen[1][layer]!, seen[0][layer]!, (libtorch, own) => Math.Abs(libtorch - own) < 1e-4f);
        }
    }

    /// <summary>YaRN also scales the scores; a first kernel kept the scale that its layer was made with.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_that_is_stretched_later_is_the_stretched_one(bool usesOwnAttention)
    {
        Assert.SkipUnless(CausalAttention.IsAvailable || !usesOwnAttention, Kernels.Numbers.NeedsAvx512);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(40, 1));
        using K2Network stretched = SmallNetwork.Create(SmallNetwork.Long, usesOwnAttention: usesOwnAttention);
        using K2Network later = SmallNetwork.Create(SmallNetwork.Config, usesOwnAttention: usesOwnAttention);
        later.UseConfig(SmallNetwork.Long);
        Assert.Equal(SmallNetwork.Logits(stretched, batch), SmallNetwork.Logits(later, batch));
    }

    [Fact]
    public void Under_quantization_gradients_are_taken_at_the_rounded_weights()
    {
        using K2Network network = SmallNetwork.Create(SmallNetwork.Long);
        RaggedBatch batch = SmallNetwork.Batch(SmallNetwork.Document(40, 1));
        float[][] unrounded = Gradients(network, batch);
        SmallNetwork.Quantize(network, GroupQuantizer.Int4);
        float[][] straightThrough = Gradients(network, batch);

        using K2Network rounded = SmallNetwork.Create(SmallNetwork.Long);
        foreach (Parameter parameter in rounded.Parameters.Where(parameter => parameter.IsExpert))
        {
            GroupQuantizer.Int4.FakeQuantize(TensorMemory.Floats(parameter.Master), TensorMemory.Floats(parameter.Master));
        }

        Assert.Equal(Gradients(rounded, batch), straightThrough);
        Assert.NotEqual(unrounded, straightThrough);
    }

    private static double Shifted(K2Network network, RaggedBatch batch, Parameter parameter, float[] before, double[] direction, double step)
    {
        Span<float> values = TensorMemory.Floats(parameter.Master);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(before[i] + (direction[i] * step));
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Loss(network, batch).item<double>();
    }

    private static float[][] Gradients(K2Network network, RaggedBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        IList<Tensor> gradients = autograd.grad([Loss(network, batch)], [.. network.Parameters.Select(parameter => parameter.Forward)]);
        return [.. gradients.Select(gradient => gradient.contiguous().data<float>().ToArray())];
    }

    // The sum in float64, so that the difference of two losses has digits left.
    private static Tensor Loss(K2Network network, RaggedBatch batch) =>
        nn.functional.cross_entropy(network.Forward(batch, 0, out _).to(float64), tensor(batch.Targets));

    private static double[] Unit(double[] values)
    {
        double norm = Math.Sqrt(values.Sum(value => value * value));
        return Array.ConvertAll(values, value => value / norm);
    }

    private static RaggedBatch With(RaggedBatch batch, long[]? rows = null, Func<long, long>? positions = null) => new()
    {
        Ids = batch.Ids,
        Positions = positions is null ? batch.Positions : [.. batch.Positions.Select(positions)],
        Lengths = batch.Lengths,
        Rows = rows ?? batch.Rows,
        Targets = rows is null ? batch.Targets : [.. rows.Select(row => batch.Targets[row])],
        Weights = rows is null ? batch.Weights : [.. rows.Select(row => batch.Weights[row])],
        Families = rows is null ? batch.Families : [.. rows.Select(row => batch.Families[row])],
    };
}
