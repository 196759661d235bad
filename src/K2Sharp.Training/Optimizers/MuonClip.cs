using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Optimizers;

/// <summary>
/// Kimi K2's optimizer (arXiv 2507.20534, 2.1): Muon with updates of AdamW's size for hidden matrices, AdamW for everything else.
/// <see cref="QkClip"/>, its third part, needs the attention logits of the forward pass and is applied by the caller after the step.
/// <code>
/// M = mu M + G        O = NewtonSchulz(G + mu M) * 0.2 sqrt(max(n, m))        W = W - lr (O + lambda W)
/// </code>
/// Gradients are passed in rather than read from the weights: replicas on several threads sum theirs in a fixed order first.
/// </summary>
internal sealed class MuonClip : IDisposable
{
    private readonly MuonClipOptions _options;
    private readonly IReadOnlyList<OptimizedTensor> _targets;
    private readonly List<MuonGroup> _muonGroups = [];
    private readonly List<(int Index, AdamWState State)> _adamStates = [];
    private readonly Tensor _stepCount = zeros([1], int64).DetachFromDisposeScope();

    /// <param name="targets">The weights; their order is the order of the gradients.</param>
    /// <param name="options">Constants; the published ones by default.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or Muon is asked to update something that is not made of matrices.</exception>
    public MuonClip(IReadOnlyList<OptimizedTensor> targets, MuonClipOptions? options = null)
    {
        _targets = targets;
        _options = options ?? new MuonClipOptions();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var groups = new Dictionary<(long Rows, long Columns), MuonGroup>();
        for (int i = 0; i < targets.Count; i++)
        {
            OptimizedTensor target = targets[i];
            if (!names.Add(target.Name))
            {
                throw new ArgumentException($"{target.Name} occurs twice", nameof(targets));
            }

            if (target.Rule == UpdateRule.AdamW)
            {
                _adamStates.Add((i, new AdamWState(target, _options)));
                continue;
            }

            long[] shape = target.Master.shape;
            if (shape.Length is not (2 or 3))
            {
                throw new ArgumentException($"{target.Name} is not a matrix or a stack of matrices, which Muon needs", nameof(targets));
            }

            if (!groups.TryGetValue((shape[^2], shape[^1]), out MuonGroup? group))
            {
                group = new MuonGroup(_options);
                groups.Add((shape[^2], shape[^1]), group);
                _muonGroups.Add(group);
            }

            group.Add(target, i);
        }
    }

    /// <summary>Steps taken.</summary>
    public long StepCount => _stepCount.data<long>()[0];

    /// <summary>Everything a checkpoint must keep, besides the weights, for training to go on to the bit. The tensors are the live ones.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State
    {
        get
        {
            yield return ("step", _stepCount);
            foreach (MuonGroup group in _muonGroups)
            {
                foreach ((string name, Tensor momentum) in group.Momenta)
                {
                    yield return ("momentum." + name, momentum);
                }
            }

            foreach ((_, AdamWState state) in _adamStates)
            {
                yield return ("mean." + state.Name, state.Mean);
                yield return ("mean_square." + state.Name, state.MeanSquare);
            }
        }
    }

    /// <summary>Updates all weights in place.</summary>
    /// <param name="gradients">One per weight, in the order of the constructor; none where a weight took no part, which counts as zero.</param>
    /// <param name="learningRate">Muon's rate of this step.</param>
    /// <param name="adamScale">AdamW's rate divided by Muon's.</param>
    /// <returns>The norm of all gradients together, before it was limited.</returns>
    /// <exception cref="ArgumentException">The gradients do not fit the weights.</exception>
    /// <exception cref="ArithmeticException">A gradient is not finite; nothing was changed.</exception>
    public double Step(IReadOnlyList<Tensor?> gradients, double learningRate, double adamScale = 1)
    {
        CheckShapes(gradients);
        using IDisposable noGradients = no_grad();
        using DisposeScope scope = NewDisposeScope();
        double norm = GradientNorm(gradients);
        if (!double.IsFinite(norm))
        {
            throw new ArithmeticException($"the gradient is not finite in step {StepCount + 1}");
        }

        double clip = _options.MaxGradientNorm is { } most && norm > most ? most / norm : 1;
        _stepCount.Add(Held.Scalar(1L));
        foreach (MuonGroup group in _muonGroups)
        {
            group.Update(gradients, clip, learningRate);
        }

        long step = StepCount;
        foreach ((int index, AdamWState state) in _adamStates)
        {
            state.Update(gradients[index], clip, learningRate * adamScale, step);
        }

        return norm;
    }

    /// <summary>Takes over a saved <see cref="State"/> by copying it.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, has another shape or type, or there is one too many; nothing was changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> saved)
    {
        int known = 0;
        foreach ((string name, Tensor tensor) in State)
        {
            known++;
            if (!saved.TryGetValue(name, out Tensor? other) || other.dtype != tensor.dtype || !other.shape.AsSpan().SequenceEqual(tensor.shape))
            {
                throw new ArgumentException($"the saved optimizer state has no fitting {name}", nameof(saved));
            }
        }

        if (saved.Count != known)
        {
            throw new ArgumentException($"the saved optimizer state has {saved.Count} tensors, not {known}", nameof(saved));
        }

        using IDisposable noGradients = no_grad();
        foreach ((string name, Tensor tensor) in State)
        {
            tensor.copy_(saved[name]);
        }
    }

    public void Dispose()
    {
        _stepCount.Dispose();
        foreach (MuonGroup group in _muonGroups)
        {
            group.Dispose();
        }

        foreach ((_, AdamWState state) in _adamStates)
        {
            state.Dispose();
        }
    }

    private void CheckShapes(IReadOnlyList<Tensor?> gradients)
    {
        if (gradients.Count != _targets.Count)
        {
            throw new ArgumentException($"{_targets.Count} weights need as many gradients, not {gradients.Count}", nameof(gradients));
        }

        for (int i = 0; i < gradients.Count; i++)
        {
            if (gradients[i] is { } gradient && !gradient.shape.AsSpan().SequenceEqual(_targets[i].Master.shape))
            {
                throw new ArgumentException($"the gradient of {_targets[i].Name} has another shape", nameof(gradients));
            }
        }
    }

    private static double GradientNorm(IReadOnlyList<Tensor?> gradients)
    {
        double sum = 0;
        foreach (Tensor? gradient in gradients)
        {
            if (gradient is not null)
            {
                sum += gradient.mul(gradient).sum(float64).item<double>();
            }
        }

        return Math.Sqrt(sum);
    }
}
