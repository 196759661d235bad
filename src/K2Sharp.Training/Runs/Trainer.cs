using System.Diagnostics;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Model;
using K2Sharp.Training.Native;
using K2Sharp.Training.Optimizers;
using K2Sharp.Training.Quantization;
using K2Sharp.Training.Reporting;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>
/// The model, its optimizer and one step of training them: quantize, gradients on two threads, MuonClip, QK-Clip, expert balance.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly Recipe _recipe;
    private readonly GradientTeam _team;
    private readonly QkClip _clip;

    public Trainer(Recipe recipe)
    {
        _recipe = recipe;
        Network = new K2Network(recipe.ShortConfig, recipe.Seed);
        _team = new GradientTeam(Network);
        Optimizer = new MuonClip([.. Network.Parameters.Select(parameter => new OptimizedTensor(parameter.Name, parameter.Master, parameter.Rule))]);
        K2Config config = recipe.Config;
        _clip = new QkClip(config.NumAttentionHeads, config.QkNopeHeadDim, config.QkRopeHeadDim, config.VHeadDim, recipe.ClipThreshold);
    }

    public K2Network Network { get; }

    public MuonClip Optimizer { get; }

    /// <summary>Whether the queries have been divided for YaRN.</summary>
    public bool IsStretched { get; private set; }

    /// <summary>Goes on from a checkpoint whose queries were, or were not yet, divided for YaRN: the positions' encoding belongs to them, also before any further step.</summary>
    public void Restore(bool isStretched)
    {
        IsStretched = isStretched;
        Network.UseConfig(isStretched ? _recipe.Config : _recipe.ShortConfig);
    }

    /// <summary>Prepares for a phase: the rotary embedding, and once, when the first long phase begins, the queries' size.</summary>
    public void Enter(Phase phase)
    {
        K2Config config = phase.IsLong ? _recipe.Config : _recipe.ShortConfig;
        if (phase.IsLong && !IsStretched && config.YarnScaling is { } yarn)
        {
            IsStretched = true;

            // YaRN also multiplies the attention scores. Dividing the queries by the same factor keeps them as they were, so that only
            // the slow rotary pairs have to be learned anew.
            using IDisposable noGradient = no_grad();
            foreach (LatentAttention attention in Network.Attentions)
            {
                // Not disposed: what comes back is the master itself.
                attention.QueryUp.Master.div_(Held.Scalar(yarn.AttentionScale));
            }
        }

        Network.UseConfig(config);
    }

    public StepEvent Step(Phase phase, long step, int stepOfPhase, TrainingStep input)
    {
        long started = Stopwatch.GetTimestamp();
        GroupQuantizer? quantizer = phase.Bits is { } bits ? new GroupQuantizer(bits) : null;
        foreach (Parameter parameter in Network.Parameters)
        {
            parameter.Quantize(quantizer);
        }

        using DisposeScope scope = NewDisposeScope();
        PartResult[] results = _team.Compute(input.Parts, input.Loss, (int)(step % int.MaxValue));
        double rate = phase.Rate(stepOfPhase);
        double norm = Optimizer.Step(results[0].Gradients, rate, _recipe.AdamScale);
        foreach (Tensor gradient in results[0].Gradients)
        {
            gradient.Dispose();
        }

        (float[] maxLogits, int clipped) = ClipHeads(results);
        (List<float[]> load, double violation) = Balance(results, phase.BalanceRate);
        (double loss, Dictionary<string, double> byFamily) = Losses(input, results);
        return new StepEvent
        {
            Step = step,
            Phase = phase.Name,
            TokensPerSecond = input.Tokens / Stopwatch.GetElapsedTime(started).TotalSeconds,
            Loss = loss,
            LossByFamily = byFamily,
            LearningRate = rate,
            GradNorm = norm,
            MaxLogit = maxLogits,
            ClippedHeads = clipped,
            ExpertLoad = load,
            MaxViolation = violation,
        };
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Network.Dispose();
    }

    private (float[] MaxLogits, int Clipped) ClipHeads(PartResult[] results)
    {
        int clipped = 0;
        var largest = new List<float>();
        int layer = 0;
        foreach (LatentAttention attention in Network.Attentions)
        {
            float[] heads = new float[_recipe.Config.NumAttentionHeads];
            Array.Fill(heads, float.NegativeInfinity);
            foreach (PartResult result in results)
            {
                float[]? seen = result.Context.MaxLogits[layer];
                for (int head = 0; seen is not null && head < heads.Length; head++)
                {
                    heads[head] = Math.Max(heads[head], seen[head]);
                }
            }

            clipped += _clip.Apply(attention.QueryUp.Master, attention.KeyValueUp.Master, heads);
            largest.Add(heads.Max());
            layer++;
        }

        return ([.. largest], clipped);
    }

    private (List<float[]> Load, double Violation) Balance(PartResult[] results, double rate)
    {
        var loads = new List<float[]>();
        double worst = 1;
        int layer = 0;
        foreach (Tensor? bias in Network.LayerBiases)
        {
            if (bias is not null)
            {
                long[] load = new long[_recipe.Config.RoutedExperts];
                foreach (PartResult result in results)
                {
                    long[] counts = result.Context.ExpertCounts[layer]!;
                    for (int e = 0; e < load.Length; e++)
                    {
                        load[e] += counts[e];
                    }
                }

                ExpertBalance.Update(TensorMemory.Floats(bias), load, rate);
                worst = Math.Max(worst, ExpertBalance.MaxViolation(load));
                float total = Math.Max(1, load.Sum());
                loads.Add([.. load.Select(count => count / total)]);
            }

            layer++;
        }

        return (loads, worst);
    }

    private (double Loss, Dictionary<string, double> ByFamily) Losses(TrainingStep input, PartResult[] results)
    {
        double[] sums = new double[_recipe.Families.Count];
        long[] counts = new long[sums.Length];
        for (int part = 0; part < results.Length; part++)
        {
            int[] families = input.Parts[part].Families;
            for (int row = 0; row < families.Length; row++)
            {
                if (families[row] >= 0)
                {
                    sums[families[row]] += results[part].RowLosses[row];
                    counts[families[row]]++;
                }
            }
        }

        var byFamily = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < sums.Length; i++)
        {
            if (counts[i] > 0)
            {
                byFamily[_recipe.Families[i]] = sums[i] / counts[i];
            }
        }

        return (sums.Sum() / Math.Max(1, counts.Sum()), byFamily);
    }
}
