using K2Sharp.Training.Data;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Tests.Reporting;

/// <summary>Writes the folder of an invented run whose curves have the shapes of real ones: plateaus, noise, clips, an uneven start of routing.</summary>
internal static class SampleRun
{
    private static readonly string[] s_families =
        ["decimals", "calculator", "chase", "chase-state", "tool-errors", "search-open", "no-tool", "schema-arguments", "hidden-results", "aggregation", "forced-end", "small-talk"];

    private static readonly (string Name, long Start, string What)[] s_phases =
    [
        ("pretrain", 0, "Mixed documents at a constant learning rate, experts in float32."),
        ("decay", 2000, "Cosine decay with INT4 fake quantization of the routed experts."),
        ("long", 3100, "Rows of 3,072 tokens, YaRN switched on."),
        ("own", 3320, "Own trajectories that passed the judge."),
        ("reinforce", 3620, "K1.5's objective with rubric rewards."),
    ];

    public static void Write(string directory, int seed = 1)
    {
        var random = new TaskRandom((ulong)seed);
        using var log = MetricsLog.Open(directory);
        for (long step = 1; step <= 3700; step++)
        {
            foreach ((string name, long start, string what) in s_phases)
            {
                if (start == step - 1)
                {
                    log.Write(new PhaseEvent { Step = start, Name = name, What = what });
                }
            }

            log.Write(Step(step, random));
            if (step % 200 == 0)
            {
                log.Write(Evaluation(step, random));
            }

            if (step > 3620)
            {
                log.Write(Rollout(step, random));
            }
        }

        log.Write(new NoteEvent { Step = 1500, Text = "resumed from a checkpoint <b>at step 1500</b> & went on" });
        new RunFacts
        {
            Recipe = "nano",
            Seed = 20251106,
            Parameters = 1_723_456,
            ActiveParameters = 684_032,
            Tokens = 15_155_200,
            WallSeconds = 6_130,
            CpuSeconds = 10_212,
            Machine = "invented processor, 2 cores, 24 GB",
            QkClipThreshold = 100,
            Command = "./k2 train --recipe nano --seed 20251106 --out DIR",
        }.Write(directory);
        Table(random).Write(directory);
    }

    private static StepEvent Step(long step, TaskRandom random)
    {
        double decay = step < 2000 ? 1 : step < 3100 ? 0.1 + (0.9 * 0.5 * (1 + Math.Cos(Math.PI * (step - 2000) / 1100.0))) : 0.12;
        double Noise(double size) => size * ((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) / 1.5);
        double Falling(double middle) => 0.035 + (5 * Math.Exp(-step / 70.0)) + (1.1 / (1 + Math.Exp((step - middle) / 40.0))) + (0.12 * decay / (1 + (step / 900.0)));
        double loss = Falling(420) * Math.Exp(Noise(0.22));
        // A layer's routing is uneven at first; the bias evens it out.
        float[][] load = [.. Enumerable.Range(0, 3).Select(layer =>
        {
            double[] raw = [.. Enumerable.Range(0, 16).Select(expert => Math.Exp((1.6 * Math.Exp(-step / 500.0) * Math.Sin((expert * 2.1) + layer)) + Noise(0.15)))];
            return raw.Select(value => (float)(value / raw.Sum())).ToArray();
        })];
        float[] logits = [.. Enumerable.Range(0, 4).Select(layer => (float)((20 + (layer * 9)) + (Math.Min(step, 1400) / 1400.0 * (24 + (layer * 8))) - (decay < 1 ? 9 : 0) + Noise(6)))];
        bool clips = step is > 1200 and < 1900 && random.Chance(0.02);
        return new StepEvent
        {
            Step = step,
            Phase = s_phases.Last(phase => phase.Start < step).Name,
            Tokens = step * 4096,
            Seconds = step * 1.55,
            Loss = step == 812 ? double.NaN : loss,
            LossByFamily = s_families.Where(_ => random.Chance(0.4)).ToDictionary(
                family => family, family => Falling(300 + (90 * Array.IndexOf(s_families, family))) * Math.Exp(Noise(0.4)), StringComparer.Ordinal),
            LearningRate = Math.Min(1, step / 100.0) * 0.01 * decay,
            GradNorm = (0.2 + (2 * Math.Exp(-step / 120.0))) * Math.Exp(Noise(0.5)),
            MaxLogit = clips ? [.. logits[..3], 104f] : logits,
            ClippedHeads = clips ? 1 : 0,
            MaxViolation = load.Max(layer => layer.Max() * 16.0),
            ExpertLoad = load,
            TokensPerSecond = 6300 + Noise(700),
        };
    }

    private static EvaluationEvent Evaluation(long step, TaskRandom random) => new()
    {
        Step = step,
        Phase = "any",
        Accuracy = s_families.ToDictionary(
            family => family,
            family => new Score((int)(100 * 0.99 / (1 + Math.Exp((600 + (120 * Array.IndexOf(s_families, family)) - step) / 160.0))), 100),
            StringComparer.Ordinal),
        ByHops = step < 3000
            ? []
            : [.. new[] { 1, 5, 20, 50, 150, 300 }.SelectMany(hops => new[]
            {
                new HopScore(hops, 20 - (hops / 100) - random.Next(0, 2), 20, "results kept"),
                new HopScore(hops, 20 - (hops / 300), 20, "results hidden"),
            })],
    };

    private static RolloutEvent Rollout(long step, TaskRandom random) => new()
    {
        Step = step,
        Iteration = (int)(step - 3620),
        RewardMean = 0.95 - (0.25 * Math.Exp((3620 - step) / 30.0)) + (0.05 * random.NextDouble()),
        RewardByFamily = s_families.Take(5).ToDictionary(family => family, _ => 0.9 + (0.1 * random.NextDouble()), StringComparer.Ordinal),
        RubricMean = 0.6 + (0.002 * (step - 3620)) + (0.06 * random.NextDouble()),
        LengthMean = 61 - (0.1 * (step - 3620)) + (5 * random.NextDouble()),
        OverBudget = 0.02 * random.NextDouble(),
        Kl = 0.01 * random.NextDouble(),
        Temperature = 1 - (0.005 * (step - 3620)),
        Loss = -0.01 + (0.02 * random.NextDouble()),
    };

    private static EvaluationTable Table(TaskRandom random) => new()
    {
        Columns =
        [
            new("bf16", "the checkpoint's master weights in bfloat16"),
            new("int4", "the same, experts as exported"),
            new("twin int4", "a twin trained without fake quantization, rounded afterwards"),
            new("3 bit", "experts rounded to 3 bits"),
            new("2 bit", "experts rounded to 2 bits"),
        ],
        Rows = [.. s_families.Select((family, i) => new EvaluationRow(
            family, 500, [498 - i, 498 - i + random.Next(-2, 3), 495 - i - random.Next(0, 5), 455 - i, i == 3 ? null : 120 + random.Next(0, 90)]))],
    };
}
