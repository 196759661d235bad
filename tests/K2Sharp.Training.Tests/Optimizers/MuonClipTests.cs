using K2Sharp.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Optimizers;

public sealed class MuonClipTests
{
    private static readonly long[][] s_shapes = [[8, 16], [3, 8, 16], [16, 8], [8, 16], [12, 8], [8]];
    private static readonly UpdateRule[] s_rules =
        [UpdateRule.Muon, UpdateRule.Muon, UpdateRule.Muon, UpdateRule.Muon, UpdateRule.AdamW, UpdateRule.AdamW];

    [Fact]
    public void Muon_follows_the_published_formula()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = TorchRandom.Normal(1, 24, 8);
        Tensor expected = weights.clone();
        Tensor momentum = zeros(24, 8);
        using var optimizer = new MuonClip([new("w", weights, UpdateRule.Muon)]);
        for (ulong step = 0; step < 3; step++)
        {
            Tensor gradient = TorchRandom.Normal(100 + step, 24, 8);
            optimizer.Step([gradient], 0.01);
            momentum = (0.95 * momentum) + gradient;
            Tensor update = NewtonSchulz.Orthogonalize(gradient + (0.95 * momentum)) * (0.2 * Math.Sqrt(24));
            expected -= 0.01 * (update + (0.1 * expected));
        }

        AssertClose(expected, weights, 1e-5f);
    }

    [Fact]
    public void The_update_has_the_size_of_an_AdamW_update()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = zeros(64, 128);
        using var optimizer = new MuonClip([new("w", weights, UpdateRule.Muon)]);
        optimizer.Step([TorchRandom.Normal(1, 64, 128)], 1);
        Assert.InRange(weights.square().mean().sqrt().item<float>(), 0.1f, 0.25f);
    }

    [Fact]
    public void Weights_of_one_shape_are_updated_as_if_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] together = Weights();
        Tensor[] alone = Weights();
        using MuonClip optimizer = Optimizer(together);
        optimizer.Step(Gradients(7), 0.02);
        for (int i = 0; i < alone.Length; i++)
        {
            using var single = new MuonClip([new("w", alone[i], s_rules[i])]);
            single.Step([Gradients(7)[i]], 0.02);
            AssertClose(alone[i], together[i], 1e-5f);
        }
    }

    [Fact]
    public void Experts_of_a_stack_are_separate_matrices()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor stack = TorchRandom.Normal(1, 3, 8, 16);
        Tensor[] experts = [stack[0].clone(), stack[1].clone(), stack[2].clone()];
        Tensor gradient = TorchRandom.Normal(2, 3, 8, 16);
        using var stacked = new MuonClip([new("w", stack, UpdateRule.Muon)]);
        stacked.Step([gradient], 0.02);
        for (int i = 0; i < experts.Length; i++)
        {
            using var single = new MuonClip([new("w", experts[i], UpdateRule.Muon)]);
            single.Step([gradient[i]], 0.02);
            AssertClose(experts[i], stack[i], 1e-5f);
        }
    }

    [Fact]
    public void AdamW_follows_the_published_formula_and_spares_vectors_the_decay()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = tensor(new float[] { 0.5f }).view(1, 1);
        Tensor vector = tensor(new float[] { 0.5f });
        using var optimizer = new MuonClip([new("m", matrix, UpdateRule.AdamW), new("v", vector, UpdateRule.AdamW)]);
        double[] expected = [0.5, 0.5];
        double mean = 0;
        double square = 0;
        float[] gradients = [0.3f, -0.2f, 0.9f];
        for (int step = 1; step <= gradients.Length; step++)
        {
            float gradient = gradients[step - 1];
            optimizer.Step([full([1, 1], gradient), full([1], gradient)], 0.1, adamScale: 0.5);
            mean = (0.9 * mean) + (0.1 * gradient);
            square = (0.95 * square) + (0.05 * gradient * gradient);
            double change = mean / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(square / (1 - Math.Pow(0.95, step))) + 1e-8);
            expected[0] -= 0.05 * (change + (0.1 * expected[0]));
            expected[1] -= 0.05 * change;
        }

        Assert.Equal(expected[0], matrix.item<float>(), 1e-6);
        Assert.Equal(expected[1], vector.item<float>(), 1e-6);
    }

    [Fact]
    public void A_resumed_run_equals_an_uninterrupted_one_to_the_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] straight = Weights();
        using MuonClip first = Optimizer(straight);
        for (ulong step = 0; step < 3; step++)
        {
            first.Step(Gradients(step), 0.02, 0.3);
        }

        Tensor[] resumed = Array.ConvertAll(straight, weights => weights.clone());
        using MuonClip second = Optimizer(resumed);
        second.Load(first.State.ToDictionary(entry => entry.Name, entry => entry.Tensor.clone(), StringComparer.Ordinal));
        Assert.Equal(3, second.StepCount);
        for (ulong step = 3; step < 6; step++)
        {
            first.Step(Gradients(step), 0.02, 0.3);
            second.Step(Gradients(step), 0.02, 0.3);
        }

        AssertSame(straight, resumed);
        Assert.Equal(
            ["step", "momentum.0", "momentum.1", "momentum.3", "momentum.2", "mean.4", "mean_square.4", "mean.5", "mean_square.5"],
            first.State.Select(entry => entry.Name));
    }

    [Fact]
    public void State_that_does_not_fit_is_refused_and_nothing_changes()
    {
        using DisposeScope scope = NewDisposeScope();
        using MuonClip optimizer = Optimizer(Weights());
        optimizer.Step(Gradients(1), 0.01);
        Dictionary<string, Tensor> saved = Optimizer(Weights()).State.ToDictionary(entry => entry.Name, entry => entry.Tensor, StringComparer.Ordinal);
        saved["mean.5"] = zeros(9);
        Assert.Throws<ArgumentException>(() => optimizer.Load(saved));
        saved.Remove("mean.5");
        Assert.Throws<ArgumentException>(() => optimizer.Load(saved));
        saved["mean.5"] = zeros(8);
        saved["mean.6"] = zeros(8);
        Assert.Throws<ArgumentException>(() => optimizer.Load(saved));
        Assert.Equal(1, optimizer.StepCount);
        saved.Remove("mean.6");
        optimizer.Load(saved);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void Large_gradients_are_limited_together()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] limited = Weights();
        Tensor[] scaled = Weights();
        using MuonClip limits = Optimizer(limited, new MuonClipOptions { MaxGradientNorm = 2 });
        using MuonClip plain = Optimizer(scaled);
        Tensor?[] gradients = Gradients(5);
        double norm = limits.Step(gradients, 0.02);
        Tensor flat = cat([.. gradients.Select(gradient => gradient!.flatten())], 0);
        Assert.Equal(flat.square().sum(float64).sqrt().item<double>(), norm, 1e-4);
        plain.Step([.. gradients.Select(gradient => gradient! * (2 / norm))], 0.02);
        Dictionary<string, Tensor> expected = plain.State.ToDictionary(entry => entry.Name, entry => entry.Tensor, StringComparer.Ordinal);
        foreach ((string name, Tensor state) in limits.State)
        {
            AssertClose(expected[name], state, 1e-6f);
        }

        for (int i = 0; i < limited.Length; i++)
        {
            AssertClose(scaled[i], limited[i], 1e-4f);
        }
    }

    [Fact]
    public void A_missing_gradient_counts_as_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] missing = Weights();
        Tensor[] zero = Weights();
        using MuonClip first = Optimizer(missing);
        using MuonClip second = Optimizer(zero);
        first.Step(Gradients(1), 0.02);
        second.Step(Gradients(1), 0.02);
        first.Step(new Tensor?[s_shapes.Length], 0.02);
        second.Step(Array.ConvertAll(s_shapes, shape => (Tensor?)zeros(shape)), 0.02);
        AssertSame(zero, missing);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_refused_and_nothing_changes()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] weights = Weights();
        using MuonClip optimizer = Optimizer(weights);
        Tensor?[] gradients = Gradients(1);
        gradients[2]![3, 4] = float.NaN;
        Assert.Throws<ArithmeticException>(() => optimizer.Step(gradients, 0.01));
        AssertSame(Weights(), weights);
        Assert.All(optimizer.State, entry => Assert.Equal(0, entry.Tensor.abs().max().to(float64).item<double>()));
    }

    [Fact]
    public void Wrong_targets_and_gradients_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => new MuonClip([new("w", zeros(8), UpdateRule.Muon)]));
        Assert.Throws<ArgumentException>(() => new MuonClip([new("w", zeros(8), UpdateRule.AdamW), new("w", zeros(8), UpdateRule.AdamW)]));
        using var optimizer = new MuonClip([new("w", zeros(8), UpdateRule.AdamW)]);
        Assert.Throws<ArgumentException>(() => optimizer.Step([zeros(1)], 0.1));
        Assert.Throws<ArgumentException>(() => optimizer.Step([], 0.1));
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        using MuonClip optimizer = Optimizer(Weights(), new MuonClipOptions { MaxGradientNorm = 1 });
        Tensor?[] gradients = Gradients(1);
        optimizer.Step(gradients, 0.01);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++)
        {
            optimizer.Step(gradients, 0.01);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Learns_a_linear_map_with_both_rules()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor goal = TorchRandom.Normal(1, 8, 8);
        Tensor bias = TorchRandom.Normal(2, 8);
        Tensor weights = zeros(8, 8).requires_grad_();
        Tensor offset = zeros(8).requires_grad_();
        var options = new MuonClipOptions { WeightDecay = 0 };
        using var optimizer = new MuonClip([new("w", weights, UpdateRule.Muon), new("b", offset, UpdateRule.AdamW)], options);
        var schedule = new LearningRateSchedule(0.1, 0.001, 10, 60, 60);
        float first = 0;
        float last = 0;
        for (int step = 0; step < schedule.TotalSteps; step++)
        {
            Tensor inputs = TorchRandom.Normal(1000 + (ulong)step, 32, 8);
            Tensor loss = (inputs.mm(weights.t()) + offset - inputs.mm(goal.t()) - bias).square().mean();
            Tensor[] gradients = [.. autograd.grad([loss], [weights, offset])];
            optimizer.Step(gradients, schedule.At(step));
            last = loss.item<float>();
            first = step == 0 ? last : first;
        }

        Assert.True(last < first * 1e-3f, $"{first} -> {last}");
    }

    private static Tensor[] Weights()
    {
        var weights = new Tensor[s_shapes.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = TorchRandom.Normal((ulong)i, s_shapes[i]);
        }

        return weights;
    }

    private static Tensor?[] Gradients(ulong seed)
    {
        var gradients = new Tensor?[s_shapes.Length];
        for (int i = 0; i < gradients.Length; i++)
        {
            gradients[i] = TorchRandom.Normal((1000 * (seed + 1)) + (ulong)i, s_shapes[i]);
        }

        return gradients;
    }

    private static MuonClip Optimizer(Tensor[] weights, MuonClipOptions? options = null) =>
        new([.. weights.Select((tensor, i) => new OptimizedTensor($"{i}", tensor, s_rules[i]))], options);

    private static void AssertClose(Tensor expected, Tensor actual, float tolerance) =>
        Assert.InRange((expected - actual).abs().max().to(float64).item<double>(), 0, tolerance);

    private static void AssertSame(Tensor[] expected, Tensor[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].data<float>().ToArray(), actual[i].data<float>().ToArray());
        }
    }
}
