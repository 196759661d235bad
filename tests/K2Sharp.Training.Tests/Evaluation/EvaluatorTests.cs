using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Export;
using K2Sharp.Training.Tests.Export;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void Results_do_not_depend_on_the_number_of_engines()
    {
        using var model = new TinyModel();
        string directory = model.Export(ExpertFormat.Int4);
        var progress = new List<EvaluationProgress>();
        FamilyResult one = Run(directory, workers: 1, progress.Add);
        FamilyResult three = Run(directory, workers: 3);
        Assert.Equal(one with { Seconds = 0, ByHops = [], Failures = [] }, three with { Seconds = 0, ByHops = [], Failures = [] });
        Assert.Equal(one.ByHops, three.ByHops);
        Assert.Equal(one.Failures, three.Failures);
        Assert.Equal(40, one.Accuracy.Count);
        Assert.Equal(one.Accuracy.Passed, one.ByHops.Sum(hop => hop.Accuracy.Passed));
        Assert.Equal(Enumerable.Range(0, 41), progress.Select(step => step.Done));
        Assert.Equal(one.Accuracy.Passed, progress[^1].Passed);
    }

    [Fact]
    public void Tasks_are_held_out_and_follow_the_seed()
    {
        string[] first = Questions(1);
        Assert.Equal(first, Questions(1));
        Assert.NotEqual(first, Questions(2));
        Assert.All(first, question => Assert.StartsWith(nameof(Split.HeldOut), question, StringComparison.Ordinal));
        Assert.Equal(first[..5], Questions(1, count: 5));
    }

    [Fact]
    public void A_failing_judge_ends_the_evaluation_and_the_engines_stay_usable()
    {
        using var model = new TinyModel();
        ScriptedWeights.Say(model, "<think>a</think>y<|im_end|>");
        using var scripted = new Evaluator(model.Export(ExpertFormat.Int4));
        var broken = new ProbeFamily(onJudge: () => throw new InvalidOperationException("the judge is wrong"));
        var failure = Assert.Throws<InvalidOperationException>(() => scripted.Run(broken, 50, 0, 1, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("the judge is wrong", failure.Message);
        Assert.Equal(new Accuracy(3, 3), scripted.Run(new ProbeFamily(), 3, 0, 1, cancellationToken: TestContext.Current.CancellationToken).Accuracy);
    }

    [Fact]
    public void Cancellation_gives_up()
    {
        using var model = new TinyModel();
        using var evaluator = new Evaluator(model.Export(ExpertFormat.Int4));
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => evaluator.Run(new ProbeFamily(), 100_000, 1, 1, progress => Stop(progress, source), source.Token));
    }

    private static void Stop(EvaluationProgress progress, CancellationTokenSource source)
    {
        if (progress.Done > 0)
        {
            source.Cancel();
        }
    }

    private static FamilyResult Run(string directory, int workers, Action<EvaluationProgress>? progress = null)
    {
        using var evaluator = new Evaluator(directory, workers);
        return evaluator.Run(new ProbeFamily(), 40, 1f, 7, progress, TestContext.Current.CancellationToken);
    }

    private static string[] Questions(ulong seed, int count = 10) => [.. Evaluator.Tasks(new ProbeFamily(), count, seed).Select(task => task.Opening[0].Text)];
}
