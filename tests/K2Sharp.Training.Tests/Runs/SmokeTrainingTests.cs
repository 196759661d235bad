using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Model;
using K2Sharp.Training.Quantization;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tests.Model;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Runs;

/// <summary>About a minute on two processors: learns, stops, goes on, exports; and the engine says what the trainer would.</summary>
public sealed class SmokeTrainingTests : IDisposable
{
    /// <summary>Nats per token the model generates; measured 0.81 in the last ten steps (an untrained model has 7.3).</summary>
    private const double Bound = 1.3;
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-smoke-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Explicit = true), Trait("Category", "Long")]
    public void It_learns_resumes_and_exports_what_the_engine_runs()
    {
        Recipe recipe = SmokeRecipe.Create(seed: 1);
        var folder = new RunFolder(_folder);
        var encoder = new EpisodeEncoder(VocabularyStep.Prepare(folder, recipe.Phases[0].Suite, recipe.Seed));
        var sources = new PhaseSources(recipe, folder, encoder);
        using (var first = new TrainingRun(recipe, folder, sources))
        {
            first.Run(TestContext.Current.CancellationToken, most: 110);
        }

        using var run = new TrainingRun(recipe, folder, sources);
        run.Run(TestContext.Current.CancellationToken);
        run.Export();

        List<StepEvent> steps = MetricsHistory.Read(_folder).Steps;
        Assert.Equal(recipe.TotalSteps, steps.Count);
        double begin = steps[0].Loss;
        double end = steps.TakeLast(10).Average(step => step.Loss);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"loss {begin:0.000} -> {end:0.000} in {steps[^1].Seconds:0.0} s"));
        Assert.InRange(begin, 6, 9);
        Assert.True(end < Bound, FormattableString.Invariant($"the loss ended at {end}"));

        using K2Engine engine = K2Engine.Load(folder.Export, new ModelOptions { Activations = ActivationPrecision.Float32 });
        SmallNetwork.RoundLikeTheExporter(run.Network);
        SmallNetwork.Quantize(run.Network, GroupQuantizer.Int4);
        int[] prompt = [.. encoder.Encode(recipe.Phases[0].Suite.Corpus(7).Next()).Ids.Take(40)];
        var request = new GenerationRequest { Prompt = prompt, Sampling = new SamplingOptions { Temperature = 0 }, MaxTokens = 30, StopAtEndOfTurn = false };
        int[] said = [.. engine.Generate(request, TestContext.Current.CancellationToken).OfType<TokenGenerated>().Select(item => item.Token)];
        Assert.Equal(SmallNetwork.Greedy(run.Network, prompt, 30, engine.Tokenizer.VocabularySize), said);
        RaggedBatch batch = SmallNetwork.Batch([.. prompt, .. said]);
        Assert.InRange(SmallNetwork.Distance(SmallNetwork.Logits(run.Network, batch), SmallNetwork.EngineLogits(engine.Model, [.. prompt, .. said])), 0, 1e-4f);
    }
}
